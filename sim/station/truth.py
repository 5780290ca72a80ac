"""What is true in a replicate and nobody knows: the ice of craters, and ground that is made of it."""

from __future__ import annotations

from dataclasses import replace

from sim.engine import Streams
from sim.scenario import Scenario
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.explorers import Crater
from sim.scenario.schema.resources import Resources
from sim.scenario.schema.scenario import Tables

TRACE = 1e-4
"""Share of ice that a machine still finds in ground that counts as dry [kg/kg]: a recipe that holds none is none."""


def true_ice(streams: Streams, base: str, crater: Crater) -> float:
    """Return the true ice content of a crater [kg/kg]: one value for a seed and a replicate.

    Args:
        streams: Random numbers of the run; the one for this crater is asked once.
        base: Base whose crater it is, empty for the main one.
        crater: What the scenario says of it.
    """
    drawn_dry = float(streams[at_base(base, f"exploration/dry/{crater.name}")].random()) < float(crater.dry_chance)
    dry = drawn_dry if crater.truth == "drawn" else crater.truth == "dry"
    return 0.0 if dry else float(crater.ice)


def of_true_ground(scenario: Scenario, tables: Tables, streams: Streams) -> Tables:
    """Return the tables of a base with ground that holds the ice that its crater has; themselves where none does.

    Args:
        scenario: Whose craters.
        tables: Of the base.
        streams: Random numbers that nobody else uses: each crater is asked anew.
    """
    table = tables.resources
    named = {} if table is None else {name: one for name, one in table.commodities.items() if one.share_of is not None}
    if table is None or not named:
        return tables
    commodities = dict(table.commodities)
    bases = dict(scenario.all_bases())
    for name, commodity in named.items():
        assert commodity.share_of is not None
        assert commodity.share is not None  # checked on loading
        base, crater = split_base(commodity.share_of)
        exploration = bases[base].exploration
        assert exploration is not None  # checked on loading
        ice = true_ice(streams, base, exploration.craters[crater])
        share = replace(commodity.share.at(max(ice, TRACE)), range=None, given_range=None)
        commodities[name] = commodity.model_copy(update={"share": share})
    resources: Resources = table.model_copy(update={"commodities": commodities})
    return tables.model_copy(update={"resources": resources})
