"""A loaded scenario, as the other packages see it."""

from __future__ import annotations

from sim.scenario import overview, register, writing
from sim.scenario.register import Parameter
from sim.scenario.schema.scenario import ScenarioTable


class Scenario(ScenarioTable):
    """A lunar station over a span of time, checked and resolved, with what can be said of it.

    Made by `sim.scenario.load`, which also checks what single tables cannot.
    """

    def to_toml(self) -> str:
        """Return the resolved scenario as a TOML file that stands alone: nothing is looked up when it is loaded."""
        return writing.to_toml(self)

    def content_hash(self) -> str:
        """Return the SHA-256 of the content, the same wherever the file lies and however its keys are ordered."""
        return writing.content_hash(self)

    def parameters(self) -> list[Parameter]:
        """Return the assumption register: every quantity with its key, its meaning and its provenance."""
        return register.parameters(self)

    def notes(self) -> list[str]:
        """Return what a reader of results should know though it is no error, such as a mast without its own horizon."""
        return overview.notes(self)

    def overview(self) -> list[str]:
        """Return the lines of text that `ilrs check` prints: what the scenario describes."""
        return overview.overview(self)
