"""What is true in a replicate and nobody knows: the ice of craters, and ground that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.engine import Streams
from sim.scenario import Scenario
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.explorers import Crater
from sim.scenario.schema.resources import Process, Resources
from sim.scenario.schema.scenario import Tables
from sim.station.verdict import Verdict

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


def of_true_ground(
    scenario: Scenario, tables: Tables, seed: int, replicate: int, verdicts: Mapping[str, Verdict]
) -> Tables:
    """Return the tables of a base with ground that holds the ice that its crater has; themselves where none does.

    Args:
        scenario: Whose craters.
        tables: Of the base.
        seed: Seed of the random streams.
        replicate: Number of the replicate.
        verdicts: What the decisions chose that are taken.
    """
    table = tables.resources
    named = {} if table is None else {name: one for name, one in table.commodities.items() if one.share_of is not None}
    if table is None or not named:
        return tables
    commodities, processes = dict(table.commodities), dict(table.processes)
    bases = dict(scenario.all_bases())
    for name, commodity in named.items():
        assert commodity.share_of is not None
        assert commodity.share is not None  # checked on loading
        about: str | None = commodity.share_of
        if about in scenario.decisions:
            about = scenario.decisions[about].about_of(verdicts[about].chosen) if about in verdicts else None
        if about is None:
            continue
        base, crater = split_base(about)
        exploration = bases[base].exploration
        assert exploration is not None  # checked on loading
        # Streams of their own: those of the run are asked once for each crater, by who explores.
        ice = true_ice(Streams(seed, replicate), base, exploration.craters[crater])
        share = replace(commodity.share.at(max(ice, TRACE)), range=None, given_range=None)
        commodities[name] = commodity.model_copy(update={"share": share})
        poorer = min(1.0, share.value / commodity.share.value)
        processes |= {
            key: _of_poorer_ground(one, poorer)
            for key, one in processes.items()
            if name in one.inputs and one.product not in _made_of(table, name)
        }
    resources: Resources = table.model_copy(update={"commodities": commodities, "processes": processes})
    return tables.model_copy(update={"resources": resources})


def _made_of(table: Resources, ground: str) -> set[str]:
    """Return the ground and all that is composed of it alone."""
    return {ground} | {name for name, one in table.commodities.items() if one.composition == ground}


def _of_poorer_ground(process: Process, poorer: float) -> Process:
    """Return a process that gets as much out of ground as there is in it, of as much ground and power as was planned.

    Of richer ground it makes no more than its rate, for that is what catches the product; it takes less of it.

    Args:
        process: As planned.
        poorer: What the ground holds, as a share of what was planned with [1].
    """
    rate, energies = process.rate.at(process.rate.value * poorer), (process.electricity, process.heat)
    electricity, heat = (each.at(each.value / poorer) for each in energies)
    return process.model_copy(update={"rate": rate, "electricity": electricity, "heat": heat})
