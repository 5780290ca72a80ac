"""Each system has its colour on the page, at whichever base it stands."""

from __future__ import annotations

import re

from sim.station import Kpi
from sim.study.rows import single
from sim.view.kit.style import SYSTEMS
from sim.view.report.colours import rules
from sim.view.report.numbers import kpi_line


def colour_of(system: str) -> str | None:
    """Colour of an element whose system is this, by the rules of the page."""
    for selectors, colour in re.findall(r"(\[data-system[^{]*)\{--system:([^}]+)\}", rules(1)):
        for how, value in re.findall(r"\[data-system(\$?=)'([^']+)'\]", selectors):
            if system == value if how == "=" else system.endswith(value):
                return str(colour)
    return None


def test_a_key_figure_of_another_base_has_the_colour_of_its_system() -> None:
    kpi = Kpi(1.0, "kWh", "Energy delivered at node", "Energy")
    line = kpi_line(single("node/energy.delivered", kpi, "run"))
    assert line.system == "node/energy"
    assert colour_of(line.system) == colour_of("energy") == SYSTEMS["energy"]


def test_a_name_that_only_ends_alike_has_none() -> None:
    assert colour_of("darkenergy") is None
    assert {system: colour_of(system) for system in SYSTEMS} == dict(SYSTEMS)
