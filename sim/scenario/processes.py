"""The processes of the library, with the commodities that they change."""

from __future__ import annotations

from sim.scenario.layers import CATALOGUE, COMMODITIES, library
from sim.scenario.schema.resources import Resources


def shipped() -> Resources:
    """Return the library's commodities and processes as a table of resources, without stores."""
    commodities = library(COMMODITIES).table["resources"]["commodities"]
    return Resources.model_validate({"commodities": commodities, "processes": library(CATALOGUE).table["processes"]})
