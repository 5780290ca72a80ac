"""`[energy.classes]`: the rules by which priority classes of loads are shed and restored."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from sim.scenario.schema.base import LOAD_CLASSES, Fraction, LoadClass, Named
from sim.scenario.schema.system import ROUNDING, MissingError, Report, Span, items

WhenShed = Literal["share-light", "recharge-first"]

DrawsTo = Literal["last-reserve", "depth-of-discharge"]


class ClassRule(Named):
    """When a priority class is shed to spare the batteries, and how far it may empty them. Both thresholds or none."""

    shed_below: Fraction | None = None
    """State of charge of all storage together below which the class is shed [1]."""
    restore_above: Fraction | None = None
    """State of charge above which it is served again [1]."""
    when_shed: WhenShed = "share-light"
    """Whether it may run, while it is shed, on what the sources give beyond what charging is owed, or not at all."""
    draws_to: DrawsTo | None = None
    """How far it may empty the batteries; if not given, survival to the last reserve, others as deep as is usual."""


def check_rules(here: Any, _span: Span, report: Report) -> None:
    """A class of loads that is shed is also restored, at a higher state of charge."""
    for name, rule in items(here, "energy", "classes"):
        path = ("energy", "classes", name)
        with suppress(MissingError):
            below, above = rule.shed_below, rule.restore_above
            if (below is None) != (above is None):
                there, missing = ("shed_below", "restore_above") if above is None else ("restore_above", "shed_below")
                report(path, f"has {there} but no {missing}; both belong together")
            elif below is not None and above.value <= below.value + 2 * ROUNDING:
                report((*path, "restore_above"), f"{above} must exceed shed_below, {below}")


def rules_to_mind(rules: Mapping[LoadClass, ClassRule], storages: Sequence[Any]) -> Iterator[str]:
    """Yield which rules have no effect, or cut a class before one that is served after it.

    Args:
        rules: Rules by class.
        storages: All storage, entry by entry.
    """
    shed = {name: rules[name].shed_below for name in LOAD_CLASSES if name in rules}
    marks = {name: mark.value for name, mark in shed.items() if mark is not None}
    capacity = sum(one.count.value * one.capacity.value for one in storages)
    for name, mark in marks.items():
        where = f"energy.classes.{name}.shed_below"
        if not capacity:
            yield f"{where}: has no effect, for there is no storage"
            continue
        deep = draws_reserve(name, rules)
        kept = [one.last_reserve.value if deep else 1.0 - one.depth_of_discharge.value for one in storages]
        floor = (
            sum(share * one.count.value * one.capacity.value for share, one in zip(kept, storages, strict=True))
            / capacity
        )
        if mark <= floor + ROUNDING:
            key = "last_reserve" if deep else "1 - depth_of_discharge"
            yield (
                f"{where}: has no effect: storage gives the class nothing below {key}, {floor:.4g}, "
                f"so that it has lost its power before {mark:.4g}"
            )
    for first, later in ((a, b) for i, a in enumerate(LOAD_CLASSES) for b in LOAD_CLASSES[i + 1 :]):
        if first in marks and marks[first] > marks.get(later, 0.0) + ROUNDING and (later in marks or first in marks):
            other = f"at {marks[later]:.4g}" if later in marks else "never"
            yield (
                f"energy.classes.{first}: is shed at {marks[first]:.4g}, but {later}, which is served after it, {other}"
                ": the lesser one is kept longer"
            )
        if draws_reserve(later, rules) and not draws_reserve(first, rules):
            yield f"energy.classes.{later}: draws on the last reserve, but {first}, which is served before it, does not"


def draws_reserve(name: LoadClass, rules: Mapping[LoadClass, ClassRule]) -> bool:
    """Whether a class may empty storage down to the last reserve; survival may where its rule does not say."""
    given = rules[name].draws_to if name in rules else None
    return given == "last-reserve" if given is not None else name == "survival"
