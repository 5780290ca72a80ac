"""KPIs of the ground facility."""

from __future__ import annotations

from collections.abc import Mapping

from sim.station.kpi import A_MONTH, FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record, Scale

STATION = "ground.station."
"""What the names of channels that say when a ground station hears the Moon begin with."""
PROJECT = "ground.project."
"""What the names of facts of a project begin with."""
DONE = ".done"

_ONE = Scale(0.5, "each of them was asked for")
_LONGER = Scale(0.5, "half as long again is another way of working", relative=True)


def _coverage(record: Record) -> Mapping[str, KpiValue]:
    """Share of time that each station hears the Moon."""
    names = [name for name in record.channels if name.startswith(STATION)]
    return {name.removeprefix(STATION): record.mean(name) for name in sorted(names)}


def _number_done(record: Record) -> int | None:
    """How many projects were done: a count, and no share of one."""
    done = record.last("ground.projects_done")
    return None if done is None else int(done)


def _done(record: Record) -> Mapping[str, KpiValue]:
    """When each project was done."""
    names = [name for name in record.facts if name.startswith(PROJECT) and name.endswith(DONE)]
    return {name.removeprefix(PROJECT).removesuffix(DONE): record.date(record.facts[name]) for name in sorted(names)}


KPIS = (
    KpiSpec(
        "ground.projects_done",
        "1",
        "Projects done",
        "Scientific projects of the ground facility that had all they needed",
        Group.DATA_HOME,
        _number_done,
        reads=("ground.projects_done",),
        better=1,
        scale=_ONE,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "ground.project.*.done",
        "UTC date",
        "{} done",
        "Day on which the project {} had all its data, samples and processing",
        Group.DATA_HOME,
        _done,
        better=-1,
        scale=A_MONTH,
    ),
    KpiSpec(
        "ground.archived",
        "Gbit",
        "Data archived",
        "Data that the centre on Earth has processed",
        Group.DATA_HOME,
        lambda record: record.booked("data-on-earth", "stock.archive"),
        better=1,
        grows=True,
    ),
    KpiSpec(
        "ground.waiting",
        "Gbit",
        "Data waiting on Earth",
        "Data that wait for their processing at the end",
        Group.DATA_HOME,
        lambda record: record.booked("data-on-earth", "stock.waiting"),
        better=-1,
        scale=Scale(0.02, "a fiftieth of all data home", relative=True),
        part_of="communication.delivered",
    ),
    KpiSpec(
        "ground.mean_delay",
        "h",
        "Mean delay to processed",
        "Mean time that data which reached the Earth waited for their processing",
        Group.DATA_HOME,
        lambda record: record.fact("ground.mean_delay"),
        better=-1,
        scale=_LONGER,
    ),
    KpiSpec(
        "ground.longest_delay",
        "h",
        "Longest delay to processed",
        "Longest time that data which reached the Earth waited for their processing, or until the end",
        Group.DATA_HOME,
        lambda record: record.fact("ground.longest_delay"),
        better=-1,
        scale=_LONGER,
        grows=True,
    ),
    KpiSpec(
        "ground.samples_studied",
        "1",
        "Samples studied",
        "Samples that gave a result in the laboratory on Earth",
        Group.DATA_HOME,
        lambda record: record.counted("samples-on-earth", "out.results"),
        better=1,
        scale=_ONE,
        grows=True,
        hide_zero=True,
    ),
    KpiSpec(
        "ground.samples_waiting",
        "1",
        "Samples waiting",
        "Samples at the laboratory on Earth without a result at the end",
        Group.DATA_HOME,
        lambda record: record.counted("samples-on-earth", "stock.laboratory"),
        better=-1,
        scale=_ONE,
        hide_zero=True,
    ),
    KpiSpec(
        "ground.coverage",
        "1",
        "Ground coverage",
        "Share of time in which at least one ground station works and sees the Moon",
        Group.LINKS,
        lambda record: record.mean("ground.heard"),
        reads=("ground.heard",),
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "ground.station.*.coverage",
        "1",
        "Coverage of {}",
        "Share of time in which the ground station {} works and sees the Moon",
        Group.LINKS,
        _coverage,
        reads=(STATION,),
        better=1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "ground.longest_gap",
        "h",
        "Longest gap on the ground",
        "Longest time in which no ground station works and sees the Moon",
        Group.LINKS,
        lambda record: record.fact("ground.longest_gap"),
        better=-1,
        scale=_LONGER,
        grows=True,
    ),
)
