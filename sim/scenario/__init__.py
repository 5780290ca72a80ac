"""Scenario files: schema, quantities and their provenance, loading, checking, the assumption register.

`load` is the way in; it returns a `Scenario` whose quantities are in base units (h, kW, kWh, kg, Gbit, m, deg, K, mSv
and their products) or raises `ScenarioError` with every problem of the files.
"""

from sim.scenario.files import shipped, shipped_names
from sim.scenario.loading import load
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.quantity import BASES, Quantity
from sim.scenario.register import Difference, Parameter, assumed, assumptions, counts, diff, parameters
from sim.scenario.scenario import Scenario

__all__ = [
    "BASES",
    "Difference",
    "Parameter",
    "Problem",
    "Quantity",
    "Scenario",
    "ScenarioError",
    "assumed",
    "assumptions",
    "counts",
    "diff",
    "load",
    "parameters",
    "shipped",
    "shipped_names",
]
