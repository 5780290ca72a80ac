"""`[decisions]`: what is chosen among named alternatives, by a stated rule on what is believed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.base_names import at_base, split_base
from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, FreeDim, Quantity, one_unit
from sim.scenario.schema.base import Date, Flag, Fraction, Keyed, Named, Text
from sim.scenario.schema.demonstration import quantity_at
from sim.scenario.schema.system import MissingError, Report

Level = Annotated[Quantity, FreeDim()]
RuleKind = Literal["most", "enough"]

RATE = "/h"
"""How the units end of what is made or spent in time."""
ENOUGH = ("need", "unit_cost", "probability")
"""Keys that the rule `enough` needs, and no other has."""
IN_TIME = ("begins", "by", "share")
"""Keys that say how long a rate is worked at."""
CRATERS, MEASUREMENTS = ("exploration", "craters"), ("demonstration", "measurements")
"""Where what is believed of a base stands in its tables."""


class Alternative(Named):
    """Something that may be chosen."""

    word: ClassVar[str] = "alternative"

    about: Text | None = None
    """What is believed that speaks for it: a crater or a measurement, as BASE/NAME; nothing does, if not given."""
    count: Annotated[Quantity, Dim("1", ge=0, le=1e6, whole=True)] = Field(default_factory=one_unit)
    """How many of it there are [1]."""
    cost: Level | None = None
    """What it must be worth beyond that to be taken, in the unit of what is believed; nothing, if not given."""


class Decision(Named):
    """A choice among alternatives, on a day or after a mission."""

    word: ClassVar[str] = "decision"

    date: Date | None = None
    """Day on which it is taken (00:00 UTC)."""
    after: str | None = Field(default=None, strict=True, min_length=1)
    """Mission after whose landing, or whose loss for good, it is taken; in place of a date."""
    delay: Annotated[Quantity, Dim("h", ge=0, le=1e6)] | None = None
    """Time from that landing or loss until it is taken; none, if not given [h]."""
    latest: Date | None = None
    """Day on which it is taken in any case, whatever has not landed by then (00:00 UTC)."""
    rule: RuleKind
    """`most`: the largest expectation, less its cost. `enough`: the fewest that meet the need as surely as is asked."""
    heeds: Flag = True
    """Whether it heeds what was observed; else it goes by what was believed beforehand."""
    about: Text | None = None
    """What is believed that all its alternatives are about, where these do not say it."""
    need: Level | None = None
    """What there must be enough of, in the unit of what is believed, for the hours at work where that is a rate."""
    unit_cost: Level | None = None
    """What one more of the count must bring to be worth it, in the unit of the need."""
    probability: Annotated[Quantity, Dim("1", gt=0, lt=1)] | None = None
    """Probability with which the need is to be met, as believed [1]."""
    begins: Date | None = None
    """Day on which what is chosen begins to work (00:00 UTC); as soon as it is decided, if not given."""
    by: Date | None = None
    """Day by whose 00:00 UTC the need is to be met."""
    share: Fraction | None = None
    """Share of that time in which it is at work; all of it, if not given [1]."""
    alternatives: Keyed[Alternative]
    """What may be chosen, by name."""

    def about_of(self, alternative: str) -> str | None:
        """Return what is believed that an alternative is about."""
        return self.alternatives[alternative].about or self.about

    def words(self) -> str:
        """Return when and how it is taken."""
        when = f"on {self.date}" if self.after is None else f"after {self.after}"
        if self.delay is not None:
            when += f" and {self.delay}"
        if self.latest is not None:
            when += f", on {self.latest} at the latest"
        blind = "" if self.heeds else ", whatever was observed"
        how = "the largest expectation"
        if self.rule == "enough" and self.probability is not None:
            how = f"the fewest that meet {self.need} with {float(self.probability):.0%}"
        return f"{when}, {how} of {', '.join(self.alternatives)}{blind}"


def believed_unit(scenario: Any, about: str) -> str | None:
    """Return the base unit of what is believed, "1" for the ice of a crater; None where there is no such thing."""
    base, name = split_base(about)
    tables = scenario.bases.get(base) if base else scenario
    if name in _believed(tables, *CRATERS):
        return "1"
    measurement = _believed(tables, *MEASUREMENTS).get(name)
    found = None if measurement is None else quantity_at(tables, measurement.of)
    return None if found is None else found.unit


def believed_names(scenario: Any) -> Iterator[str]:
    """Yield all that is believed of a scenario: craters and measurements, as BASE/NAME."""
    for base, tables in (("", scenario), *scenario.bases.items()):
        for where in (CRATERS, MEASUREMENTS):
            yield from (at_base(base, name) for name in _believed(tables, *where))


def _believed(tables: Any, system: str, key: str) -> Mapping[str, Any]:
    """What is believed at a base of the assets under a key of a system, by name; nothing where there is no base."""
    table = getattr(tables, system, None)
    return {} if table is None else getattr(table, key)


def check_decisions(scenario: Any, report: Report) -> None:
    """A decision has a moment, alternatives that are about something that is believed, and what its rule needs."""
    for name, decision in scenario.decisions.items():
        path = ("decisions", name)
        for one in (_moment, _alternatives, _rule):
            with suppress(MissingError):
                one(scenario, path, decision, report)


def _moment(scenario: Any, path: tuple[str, ...], decision: Any, report: Report) -> None:
    if (decision.date is None) == (decision.after is None):
        report(path, "needs either date, the day on which it is taken, or after, the mission that it waits for")
        return
    if decision.date is not None:
        for key in ("delay", "latest"):
            if getattr(decision, key) is not None:
                report((*path, key), "stands beside date; it belongs to after")
        if decision.date < scenario.start:
            report((*path, "date"), f"{decision.date} is before the start, {scenario.start}")
        return
    if decision.latest is not None and decision.latest < scenario.start:
        report((*path, "latest"), f"{decision.latest} is before the start, {scenario.start}")
    missions = {} if scenario.campaign is None else scenario.campaign.missions
    if decision.after not in missions:
        tail = suggestion(decision.after, missions, what="missions")
        report((*path, "after"), f'there is no mission "{decision.after}"{tail}')


def _alternatives(scenario: Any, path: tuple[str, ...], decision: Any, report: Report) -> None:
    if len(decision.alternatives) < 2:
        report((*path, "alternatives"), "there is nothing to choose from; give two at least")
    units = set()
    for name, alternative in decision.alternatives.items():
        here = (*path, "alternatives", name)
        about = Decision.about_of(decision, name)
        if about is None:
            if decision.rule == "enough":
                report(here, "is about nothing; say about = BASE/NAME here or for all alternatives of the decision")
            continue
        unit = believed_unit(scenario, about)
        if unit is None:
            known = sorted(believed_names(scenario))
            at = (*here, "about") if alternative.about else (*path, "about")
            report(at, f'nothing is believed of "{about}"{suggestion(about, known)}; name a crater or a measurement')
            return
        units.add(unit)
        if alternative.cost is not None and decision.rule == "most" and alternative.cost.unit != unit:
            report((*here, "cost"), f"{alternative.cost} is in another unit than what {about} is believed in, {unit}")
    if len(units) > 1:
        report((*path, "alternatives"), f"are about things of different units, {', '.join(sorted(units))}")
    elif not units:
        report((*path, "alternatives"), "none is about anything that is believed; say about = BASE/NAME")


def _rule(scenario: Any, path: tuple[str, ...], decision: Any, report: Report) -> None:
    enough = decision.rule == "enough"
    for key in (*ENOUGH, *(() if enough else IN_TIME)):
        given = getattr(decision, key) is not None
        if given != enough:
            report((*path, key), "is missing, and the rule enough needs it" if enough else "belongs to the rule enough")
    if not enough or decision.need is None or decision.unit_cost is None:
        return
    if any(alternative.cost is not None for alternative in decision.alternatives.values()):
        report((*path, "alternatives"), "give costs of their own; by the rule enough each of the count has unit_cost")
    _fits(scenario, path, decision, report)


def _fits(scenario: Any, path: tuple[str, ...], decision: Any, report: Report) -> None:
    """The need is of what is believed, and there is time for it."""
    abouts = [Decision.about_of(decision, name) for name in decision.alternatives]
    found = (believed_unit(scenario, about) for about in abouts if about is not None)
    units = {unit for unit in found if unit is not None}
    if len(units) != 1:
        return
    (unit,) = units
    rate = unit.endswith(RATE)
    due = unit.removesuffix(RATE) if rate else unit
    for key in ("need", "unit_cost"):
        if getattr(decision, key).unit != due:
            report(
                (*path, key), f"{getattr(decision, key)} cannot be met by what is believed in {unit}; give it in {due}"
            )
    if rate and decision.by is None:
        report((*path, "by"), "is missing: how much a rate makes depends on the day by which it is to be there")
    elif not rate:
        for key in IN_TIME:
            if getattr(decision, key) is not None:
                report((*path, key), f"belongs to a rate; what is believed here is in {unit}")
    if decision.by is not None and decision.begins is not None and decision.by <= decision.begins:
        report((*path, "by"), f"{decision.by} is not after begins, {decision.begins}")
    if decision.by is not None and decision.date is not None and decision.by <= decision.date:
        report((*path, "by"), f"{decision.by} is not after the decision, {decision.date}")
