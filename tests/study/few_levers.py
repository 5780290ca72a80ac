"""A few of the levers of a scenario: enough to see what becomes of them, in a short time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sim.study.levers import catalogue

FEW = (
    "no limit of tools",
    "the whole Sun always shines",
    "repairs take no time",
    "machines last twice as long",
    "one more printer",
    "printer mirror area 4 to 6 m^2",
    "what lands on 2031-03-01 59 days earlier",
)


def few_levers() -> Iterator[None]:
    """Let studies try :data:`FEW` alone."""

    def some(*asked: Any) -> catalogue.Catalogue:
        whole = catalogue.catalogue(*asked)
        return replace(whole, levers=tuple(one for one in whole.levers if one[0].label in FEW))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.study.levers.run.catalogue", some)
        yield
