"""The verbs by name: a line of help for each, and the module that is imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click


class Verb(click.Command):
    """Stands for a verb until that is called: ``ilrs --help`` need not import what no verb of it does.

    Args:
        name: What people write; the function in the module is called so too.
        module: Where it is.
        line: The first sentence of its help.
    """

    def __init__(self, name: str, module: str, line: str) -> None:
        super().__init__(name, help=line)
        self._module = module

    def called(self) -> click.Command:
        """The verb itself."""
        name = str(self.name)
        # A verb that would hide a word of Python's own ends in an underscore there.
        module = import_module(self._module)
        found: click.Command = getattr(module, name, None) or getattr(module, f"{name}_")
        return found

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments as the verb itself does; all that follows is its own."""
        return self.called().make_context(info_name, args, parent, **extra)


VERBS = (
    Verb("assumptions", "sim.cli.verbs", "Print every parameter with its value and where it comes from."),
    Verb("check", "sim.cli.verbs", "Validate scenarios, or catalogues, and print what they describe."),
    Verb("compare", "sim.cli.compare", "Compare scenarios or run folders, each with the first."),
    Verb("ensemble", "sim.cli.ensemble", "Run a scenario under many draws: quantiles, probabilities, bands."),
    Verb("export", "sim.cli.export", "Export what the folders of runs, comparisons and studies hold."),
    Verb("gallery", "sim.cli.gallery", "Draw every kind of figure from the shipped scenarios."),
    Verb("levers", "sim.cli.levers", "Try single changes one at a time, and pairs of the best: what would help most?"),
    Verb(
        "list",
        "sim.cli.listing",
        "List what there is: scenarios, sites, machines, processes, kpis, channels, figures or studies.",
    ),
    Verb("new", "sim.cli.new", "Write a commented scenario to start from."),
    Verb("plot", "sim.cli.plot", "Draw one figure of a run, a comparison or a study."),
    Verb(
        "report",
        "sim.cli.report",
        "Write the report on a run, a comparison or a study: one HTML file that opens anywhere.",
    ),
    Verb("run", "sim.cli.verbs", "Run a scenario and write its run folder."),
    Verb("sensitivity", "sim.cli.sensitivity", "Find out which assumptions decide a figure of a scenario."),
    Verb("show", "sim.cli.verbs", "Print the resolved scenario, or what another differs in, or a run at one moment."),
    Verb("size", "sim.cli.size", "Search how large it must be: the sizes that meet what is required at least cost."),
    Verb("sky", "sim.cli.sky", "Sum up light, darkness and Earth over one site or several, or write the sky as CSV."),
    Verb("sweep", "sim.cli.sweep", "Compare a grid or a list of variants: which is best, and how sure that is."),
)
