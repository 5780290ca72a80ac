"""The verb ``list``: what there is to run, to build with, to read and to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import inputs

if TYPE_CHECKING:
    from sim.result import Result
    from sim.study import Comparison

Row = tuple[str, ...]

_FIGURES = 3
"""Most figures that are told of each machine of the catalogue."""


@click.command("list")
@click.argument("what", required=False, metavar="[scenarios|sites|machines|processes|kpis|channels|figures|studies]")
@click.argument("of", required=False, metavar="[SCENARIO|RUN]", shell_complete=inputs.scenarios)
@click.option("--quiet", is_flag=True, help="Print names alone, a line each.")
def list_(what: str | None, of: str | None, quiet: bool) -> None:
    """List what there is: scenarios, sites, machines, processes, kpis, channels, figures or studies.

    Channels are those of SCENARIO or RUN [ilrs:baseline].
    """
    from sim.cli import output
    from sim.scenario.problems import suggestion

    if what is None:
        output.table(("list", "what it names"), [(name, text) for name, (text, _, _) in _LISTS.items()])
        return
    if what not in _LISTS:
        raise click.UsageError(f"there is no list of '{what}'{suggestion(what, _LISTS, what='there are')}")
    if of is not None and what != "channels":
        raise click.UsageError(f"{what} are the same for all: leave {of} out")
    _, heads, rows = _LISTS[what]
    found = list(rows(of or "ilrs:baseline"))
    if quiet:
        for row in found:
            click.echo(row[0])
    else:
        output.table(heads, found)


def _shipped(pattern: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and table of each file that comes with the program and matches, by name."""
    from sim.scenario import files

    folder = files.shipped_folder()
    for path in sorted(folder.glob(pattern)):
        yield files.PREFIX + path.relative_to(folder).with_suffix("").as_posix(), files.read_toml(path).table


def _scenarios(_of: str) -> Iterator[Row]:
    for name, table in _shipped("*.toml"):
        yield name, table.get("title", ""), " ".join(table.get("summary", "").split())


def _sites(_of: str) -> Iterator[Row]:
    for name, table in _shipped("sites/*.toml"):
        site = table["site"]
        place = [f"{site[key]['value']:g} {site[key]['unit']}" for key in ("latitude", "longitude", "elevation")]
        yield name, site["name"], *place, ", ".join(site["horizons"])


def _machines(_of: str) -> Iterator[Row]:
    from sim.scenario.layers import CATALOGUE, library
    from sim.study.wording import few

    for kind, models in library(CATALOGUE).table.items():
        for model, keys in models.items():
            said = [f"{key} {_value(value)}" for key, value in keys.items() if isinstance(value, Mapping)]
            yield model, kind, ", ".join(few(said, _FIGURES))


def _processes(_of: str) -> Iterator[Row]:
    from sim.result.number_text import amount
    from sim.scenario.processes import shipped

    table = shipped()
    for name, process in table.processes.items():
        taken, given = (
            " + ".join(f"{amount(mass)} {commodity}" for commodity, mass in side.items())
            for side in table.amounts(process)
        )
        energy = float(process.electricity) + float(process.heat)
        yield name, taken, given, f"{energy:.4g} kWh/kg of {process.product}"


def _value(quantity: Mapping[str, Any]) -> str:
    unit = quantity.get("unit", "1")
    return str(quantity.get("value")) + ("" if unit == "1" else f" {unit}")


def _kpis(_of: str) -> Iterator[Row]:
    from sim.result.kpis import specs
    from sim.station.kpi import MEMBER

    for spec in specs():
        yield spec.name, spec.unit, spec.label.format(MEMBER), spec.definition.format(MEMBER)


def _studies(_of: str) -> Iterator[Row]:
    from sim.scenario.files import PREFIX
    from sim.study.kinds import KINDS
    from sim.study.study_file import FOLDER, USUAL

    for kind, one in KINDS.items():
        yield kind, "kind of study", one.question, f"ilrs {kind} --help"
    for name, table in _shipped(f"{FOLDER}/*.toml"):
        short = PREFIX + name.rpartition("/")[2]
        summary = " ".join(table.get("summary", "").split())
        yield short, table.get("title", ""), summary, f"ilrs {table.get('kind', USUAL)} {short}"


def _channels(of: str) -> Iterator[Row]:
    found = _run(of)
    for name, channel in found.channels.items():
        one = next(iter(channel.values())) if isinstance(channel, Mapping) else channel
        yield name, "state" if one.labels else one.unit, one.kind, ", ".join(one.labels)


def _run(of: str) -> Result | Comparison:
    """The run or comparison in a folder; of a scenario, its first hour, which has all channels already."""
    from sim.result import simulate
    from sim.scenario import load
    from sim.study import open_runs

    folder = Path(of)
    if folder.is_dir() or folder.suffix == ".json":
        return open_runs([folder])
    return simulate(load(of), until=1.0)


def _figures(_of: str) -> Iterator[Row]:
    from sim.view.report.captions import CAPTIONS
    from sim.view.save import COMPARISON_KINDS, DEFAULT_KINDS, KINDS, STUDY_KINDS

    drawn = {
        **dict.fromkeys(DEFAULT_KINDS, "with every run"),
        **dict.fromkeys(COMPARISON_KINDS, "with every comparison"),
        **{kind: f"by ilrs {kind.partition('_')[0]}" for kind in STUDY_KINDS},
    }
    for kind in KINDS:
        caption = CAPTIONS.get(kind)
        yield kind, caption.title if caption else "", drawn.get(kind, "by ilrs plot"), caption.text if caption else ""


_LISTS: Mapping[str, tuple[str, Row, Callable[[str], Iterator[Row]]]] = {
    "scenarios": ("scenarios that come with the program", ("scenario", "title", "what it is about"), _scenarios),
    "sites": (
        "sites with measured horizons",
        ("site", "name", "latitude", "longitude", "elevation", "masts"),
        _sites,
    ),
    "machines": ("models of the catalogue", ("model", "kind", "figures"), _machines),
    "processes": ("processes of the catalogue", ("process", "takes [kg]", "gives [kg]", "energy"), _processes),
    "kpis": ("key figures; * stands for a name", ("kpi", "unit", "label", "definition"), _kpis),
    "channels": ("histories of a scenario or run", ("channel", "unit", "kind", "states"), _channels),
    "figures": ("kinds of figures", ("figure", "title", "drawn", "what it shows"), _figures),
    "studies": (
        "kinds of studies, and studies that come with the program",
        ("study", "title", "what it answers", "command"),
        _studies,
    ),
}
