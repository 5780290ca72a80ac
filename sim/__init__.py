"""Simulator of a lunar south pole station.

import sim

r = sim.run("scenarios/baseline.toml", until="2031-07-01")
r.kpis["bricks.laid"].value
r.plot("overview").savefig("overview.png")
sim.compare(["ilrs:baseline", "ilrs:nuclear"]).plot()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim import presenting
from sim.facade.presenter import Presenter
from sim.facade.runs import compare, load_result, load_scenario, run

if TYPE_CHECKING:
    from sim.facade.studies import ensemble, levers, load_study, sensitivity, size, sweep

__all__ = [
    "__version__",
    "compare",
    "ensemble",
    "levers",
    "load_result",
    "load_scenario",
    "load_study",
    "run",
    "sensitivity",
    "size",
    "sweep",
]

presenting.install(Presenter())


def __getattr__(name: str) -> Any:
    """Look up what few ask for when it is asked for: the version, and studies."""
    if name == "__version__":
        from sim.result.program import version

        return version()
    if name in __all__:
        from sim.facade import studies

        return getattr(studies, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names alone: what else is here serves them."""
    return sorted(__all__)
