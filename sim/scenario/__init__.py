"""Scenario files: schema, quantities and their provenance, loading, checking, the assumption register.

`load` is the way in; it returns a `Scenario` whose quantities are in base units (h, kW, kWh, kg, Gbit, m, deg, K, mSv
and their products) or raises `ScenarioError` with every problem of the files.
"""

from sim.scenario.choice import Choice
from sim.scenario.files import shipped, shipped_names
from sim.scenario.loading import load, load_over, load_place
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.provenance import BASES, KNOWN, Provenance
from sim.scenario.quantity import Quantity
from sim.scenario.register import (
    Difference,
    Parameter,
    assumed,
    assumptions,
    counts,
    diff,
    known,
    known_text,
    parameters,
)
from sim.scenario.scenario import Scenario

__all__ = [
    "BASES",
    "KNOWN",
    "Choice",
    "Difference",
    "Parameter",
    "Problem",
    "Provenance",
    "Quantity",
    "Scenario",
    "ScenarioError",
    "assumed",
    "assumptions",
    "counts",
    "diff",
    "known",
    "known_text",
    "load",
    "load_over",
    "load_place",
    "parameters",
    "shipped",
    "shipped_names",
]
