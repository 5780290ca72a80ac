"""KPIs of partners and their experiments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.station.band import Band
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record, Scale
from sim.station.partners.laboratory import PRODUCER

_STAY = "partners.stay."
_RAN = "partners.run_hours."
_OF_GOAL = "a twentieth of the goal that is spoken of"
_TEN = Scale(10.0, "as many as Chang'e-8 is to take for partners")
_HALF = Scale(0.5, "what waits twice as long is planned otherwise", relative=True)


def _fact(name: str) -> Callable[[Record], KpiValue]:
    return lambda record: record.fact(name)


def _last(channel: str) -> Callable[[Record], KpiValue]:
    """The last value of a history that counts whole things."""

    def read(record: Record) -> KpiValue:
        value = record.last(channel)
        return None if value is None else round(value)

    return read


def _count(name: str) -> Callable[[Record], KpiValue]:
    """A fact that is a whole number."""

    def read(record: Record) -> KpiValue:
        value = record.fact(name)
        return None if value is None else round(value)

    return read


def _stays(record: Record) -> Mapping[str, KpiValue]:
    """Mean time at each stage that any experiment has left."""
    found = {name.removeprefix(_STAY): value for name, value in record.facts.items() if name.startswith(_STAY)}
    return {name: value for name, value in found.items() if value is not None}


def _hours_by_kind(record: Record) -> Mapping[str, KpiValue]:
    """Hours that each kind has run."""
    return {name.removeprefix(_RAN): hours for name, hours in record.facts.items() if name.startswith(_RAN)}


def _lost(record: Record) -> Mapping[str, KpiValue]:
    """Experiments that were lost; none of it where none rides a mission."""
    return {"": _count("partners.lost")(record)} if "partners.lost" in record.facts else {}


def _data(record: Record) -> KpiValue:
    """Data that experiments made; None where there is no such system."""
    return record.booked("data", f"in.{PRODUCER}") if "partners.institutions" in record.channels else None


KPIS = (
    *(
        KpiSpec(
            f"partners.{name}",
            "1",
            label,
            definition,
            Group.BUILT,
            _last(f"partners.{name}"),
            reads=(f"partners.{name}",),
            better=1,
            grows=True,
            scale=Scale(much, _OF_GOAL),
            detail=detail,
        )
        for name, label, definition, much, detail in (
            ("institutions", "Institutions", "Institutions from abroad that have joined", 25.0, Detail.CHIEF),
            ("researchers", "Researchers", "Researchers from abroad who take part", 250.0, Detail.CHIEF),
            (
                "countries",
                "Countries",
                "Countries and organisations that the institutions come from",
                2.5,
                Detail.FIGURE,
            ),
        )
    ),
    KpiSpec(
        "partners.results",
        "1",
        "Results of partners",
        "Experiments of partners that ran to their end and brought a result",
        Group.BUILT,
        _count("partners.results"),
        better=1,
        grows=True,
        scale=_TEN,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "partners.flown",
        "1",
        "Experiments flown",
        "Experiments of partners that landed",
        Group.BUILT,
        _count("partners.flown"),
        better=1,
        grows=True,
        scale=_TEN,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "partners.lost",
        "1",
        "Experiments lost",
        "Experiments of partners that were lost with missions of the campaign",
        Group.LANDED,
        _lost,
        better=-1,
        grows=True,
        scale=_TEN,
    ),
    KpiSpec(
        "partners.run_hours",
        "h",
        "Hours of experiments",
        "Hours that experiments of partners ran, all of them together: for how long what they carry was proved",
        Group.BUILT,
        _fact("partners.run_hours"),
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "partners.data",
        "Gbit",
        "Data of partners",
        "Data that the experiments of partners made",
        Group.DATA_HOME,
        _data,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "partners.wait_mean",
        "h",
        "Mean wait",
        "Mean time that experiments which have begun to run had waited: for a call, a landing, hands, a place",
        Group.EFFICIENCY,
        _fact("partners.wait_mean"),
        better=-1,
        scale=_HALF,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "partners.wait_p90",
        "h",
        "Long wait",
        "Time that a tenth of the experiments which have begun to run had waited at least",
        Group.EFFICIENCY,
        _fact("partners.wait_p90"),
        better=-1,
        scale=_HALF,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "partners.results_per_tonne",
        "1/t",
        "Results by mass",
        "Results for each tonne of experiments that landed",
        Group.EFFICIENCY,
        _fact("partners.results_per_tonne"),
        better=1,
    ),
    KpiSpec(
        "partners.results_per_energy",
        "1/kWh",
        "Results by energy",
        "Results for each kilowatt-hour that experiments and the robots which set them up took",
        Group.EFFICIENCY,
        _fact("partners.results_per_energy"),
        better=1,
    ),
    KpiSpec(
        "partners.largest_share",
        "1",
        "Largest share",
        "Share of the institution with most of the experiments that landed",
        Group.EFFICIENCY,
        _fact("partners.largest_share"),
        better=-1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "partners.gini",
        "1",
        "Inequality of partners",
        "Gini coefficient of landed experiments over institutions: 0 where all have as many, near 1 where one has all",
        Group.EFFICIENCY,
        _fact("partners.gini"),
        better=-1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "partners.mass",
        "kg",
        "Mass of experiments",
        "Mass of the experiments that landed; it is no part of the landed mass of the station",
        Group.DETAIL,
        _fact("partners.mass"),
        grows=True,
    ),
    KpiSpec(
        "partners.energy",
        "kWh",
        "Energy of experiments",
        "Energy that experiments and the robots which set them up took",
        Group.DETAIL,
        _fact("partners.energy"),
        grows=True,
    ),
    KpiSpec(
        "partners.hands",
        "h",
        "Setting up",
        "Hours of a person's work that setting up took, by people and robots",
        Group.DETAIL,
        _fact("partners.hands"),
        grows=True,
    ),
    KpiSpec(
        "partners.run_hours.*",
        "h",
        "Hours: {} experiments",
        "Hours that experiments of the kind {} ran, all of them together",
        Group.HOURS,
        _hours_by_kind,
        grows=True,
    ),
    KpiSpec(
        "partners.stay.*",
        "h",
        "Stay: {}",
        "Mean time of a stay of an experiment at the stage {}",
        Group.HOURS,
        _stays,
    ),
)

BANDS = (Band("partners.institutions", "Institutions from abroad"),)
