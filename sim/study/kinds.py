"""The one list of kinds of studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from sim.study.findings import Findings


@dataclass(frozen=True)
class Kind:
    """A kind of study.

    Attributes:
        question: What it answers.
        module: Where the class of its findings is, imported when it is asked for.
        findings: Name of that class.
    """

    question: str
    module: str
    findings: str

    def load(self) -> type[Findings]:
        """The class of its findings."""
        found: type[Findings] = getattr(import_module(self.module), self.findings)
        return found


KINDS: Mapping[str, Kind] = {
    "ensemble": Kind("how sure is that: one scenario under many draws", "sim.study.ensembles.ensemble", "Ensemble"),
    "compare": Kind("which is better: scenarios under the same draws", "sim.study.pairs.pairs", "Pairs"),
    "sweep": Kind("which variant is best, and how sure is that: a grid or a list", "sim.study.sweeps.sweep", "Sweep"),
    "levers": Kind("what would help most: single changes one at a time", "sim.study.levers.findings", "Levers"),
    "sensitivity": Kind("which assumptions decide", "sim.study.sensitivity.sensitivity", "Sensitivity"),
    "size": Kind("how large must it be: the sizes that meet what is required", "sim.study.sizing.sizing", "Sizing"),
}
"""Kinds of studies by the verb that runs them."""
