"""Many runs: comparison, and the processes that run them."""

from typing import TYPE_CHECKING, Any

from sim.study.alignment import Aligned
from sim.study.comparison import Comparison, RunEvent, compare
from sim.study.errors import ComparisonError, UnknownNameError
from sim.study.executor import default_workers, run_all
from sim.study.folder import save
from sim.study.labels import checked as check_labels
from sim.study.relief import ReliefError, Relieved, relieve
from sim.study.rows import KpiRow
from sim.study.stored import comparison_folder, open_results, open_runs, run_folder, with_noise

if TYPE_CHECKING:
    from sim.study.explanation.explanation import Explanation

__all__ = [
    "Aligned",
    "Comparison",
    "ComparisonError",
    "Explanation",
    "KpiRow",
    "ReliefError",
    "Relieved",
    "RunEvent",
    "UnknownNameError",
    "check_labels",
    "compare",
    "comparison_folder",
    "default_workers",
    "open_results",
    "open_runs",
    "relieve",
    "run_all",
    "run_folder",
    "save",
    "with_noise",
]


def __getattr__(name: str) -> Any:
    """Import what explains differences when it is asked for: whoever runs one scenario has none."""
    if name == "Explanation":
        from sim.study.explanation.explanation import Explanation

        return Explanation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
