"""The page: everything a report says, put into the templates."""

from __future__ import annotations

from typing import Any

from sim.export.layout import caveats
from sim.result import Result
from sim.result.number_text import amount, percent, points, typeset
from sim.scenario import assumed
from sim.study import Comparison
from sim.study.findings import Findings
from sim.study.wording import few, joined
from sim.view import run_facts
from sim.view.figures.winter import hardest_month
from sim.view.kit.style import scenario_style
from sim.view.kit.text import plain
from sim.view.report import (
    differences,
    embed,
    figures,
    happenings,
    histories,
    ledgers,
    milestones,
    months,
    numbers,
    people,
    periods,
    register,
    reproduce,
    study_page,
    summary,
)
from sim.view.report.colours import dashes, rules
from sim.view.report.subject import Subject, subject_of

MOST_PERIODS = 6
"""Most years or months that the charts offer as buttons."""
MOST_BANDS = 3
"""Most runs of which the first has its band unasked: its readout takes the room that the names of more need."""
MOST_EVENTS = 12
"""Most kinds of event that a table of those that differ lists."""


def render(what: Result | Comparison | Findings) -> str:
    """The report: one HTML document that needs nothing else. Same input, same text."""
    if isinstance(what, Findings):
        return filled("study.html.j2", study_page.context(what))
    subject = subject_of(what)
    opens = milestones.opening(subject)
    more = "" if opens is None else embed.part("style", embed.OF_MILESTONES)
    style = embed.styles(rules(len(subject.runs)) + more)
    script = embed.script()
    width, every = histories.charts(subject)
    charts = tuple(chart for chart in every if chart.level is None)
    context = {
        "style": style,
        "script": script,
        "policy": embed.policy(style, script),
        "data": embed.data(_data(subject, width, charts)),
        **_head(subject),
        "milestones": opens,
        "people": people.people_of(subject.runs),
        "months": [months.month_table(run) for run in subject.runs],
        "gallery": figures.gallery(subject),
        "charts": charts,
        "levels": [chart for chart in every if chart.level is not None],
        "bin_hours": width,
        "presets": _presets(subject),
        "kpis": numbers.kpi_lines(subject),
        "against": differences.against(subject, subject.comparison) if subject.comparison else (),
        "most_events": MOST_EVENTS,
        "most_bands": MOST_BANDS,
        "glances": numbers.glances(subject),
        "glance_heads": numbers.glance_heads(subject),
        "event_systems": happenings.systems(subject),
        "event_example": happenings.example(subject),
        "event_count": sum(len(run.events) for run in subject.runs),
        "register": register.lines(subject.runs),
        "bases": register.BASES,
        "basis_counts": register.basis_counts(subject.runs),
        "known_as": register.KNOWN_AS,
        "known_counts": register.known_counts(subject.runs),
        "references": register.references(subject.runs),
        "ledgers": [ledgers.ledger_lines(run) for run in subject.runs],
        **_reproduction(subject),
    }
    return filled("report.html.j2", context)


def filled(template: str, context: dict[str, Any]) -> str:
    """A template with what it is given."""
    text = _environment().get_template(template).render(context)
    # Half of a surrogate pair, from a file name that is not text, cannot be written as UTF-8.
    return str(text).encode("utf-8", "replace").decode("utf-8")


def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "sim.view.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["amount"] = lambda value: typeset(amount(value))
    environment.filters["units"] = lambda text: str(text).replace("^2", "²").replace("^3", "³")
    environment.filters["percent"] = lambda share: percent(share, 1)
    environment.filters["points"] = lambda share: typeset(points(share))
    return environment


def _head(subject: Subject) -> dict[str, Any]:
    """Title, answer and what the runs are called."""
    first = subject.first
    runs = [
        {
            "number": number,
            "label": label,
            "title": run_facts.title(run),
            "summary": plain(run.scenario.summary),
            "site": run_facts.site_text(run),
            "span": run_facts.span_text(run, 0.0, run.until_h),
            "assumptions": assumed(run.scenario.parameters()),
            "draw": run_facts.draw_text(run),
            "answer": summary.answer(run),
            "tiles": _tiles(run),
            "notes": [plain(note) for note in run.scenario.notes()],
        }
        for number, (label, run) in enumerate(zip(subject.labels, subject.runs, strict=True))
    ]
    several = subject.comparison is not None
    return {
        "title": run_facts.title(first) if not several else "Comparison: " + joined(few(subject.labels)),
        "several": several,
        "runs": runs,
        "answer": summary.together(subject) if several else summary.answer(first),
        "caveat": f"The model is illustrative: {caveats(subject.comparison or first)[0]}",
        "remarks": [plain(remark) for remark in subject.comparison.remarks] if subject.comparison else [],
    }


def _tiles(run: Result) -> list[dict[str, Any]]:
    """Headline figures of a run, those of the overview figure."""
    from sim.view.figures.overview import headlines

    there = {
        "tools": bool(run_facts.units(run)),
        "bricks": bool(run_facts.builds(run)),
        "shelter": bool(run_facts.builds(run)),
    }
    return [
        {"value": one.value, "caption": one.line, "system": one.system, "alarm": one.alarm}
        for one in headlines(run)
        if there.get(one.system, True)
    ]


def _presets(subject: Subject) -> list[dict[str, Any]]:
    """Stretches of time that the charts offer: the hardest month of the first run, and each year or month."""
    found = []
    if "sunlight.lit_fraction" in subject.first.channels and subject.first.until_h > 60 * 24:
        first, last = hardest_month(subject.first)
        whose = f" of {subject.labels[0]}" if subject.comparison else ""
        found.append({"label": f"hardest month{whose}", "first": first, "last": last})
    stretches = periods.of(subject.first.start, min(subject.offsets), subject.end)
    if 1 < len(stretches) <= MOST_PERIODS:
        found += [{"label": p.label, "first": p.first, "last": p.last} for p in stretches]
    return found


def _data(subject: Subject, width: float, charts: tuple[histories.PageChart, ...]) -> dict[str, Any]:
    """What the program of the page works on."""
    return {
        "start": f"{subject.first.start.isoformat()}Z",
        "binHours": width,
        "first": min(subject.offsets),
        "last": subject.end,
        "runs": [
            {
                "label": label,
                "offset": offset,
                "hours": run.until_h,
                "dashes": dashes(number),
                "width": round(scenario_style(number).width, 2),
            }
            for number, (label, run, offset) in enumerate(
                zip(subject.labels, subject.runs, subject.offsets, strict=True)
            )
        ],
        "charts": [
            {
                "key": chart.quantity.key,
                "title": chart.quantity.title,
                "unit": chart.quantity.unit,
                "mode": chart.quantity.mode,
                "top": chart.quantity.top,
                "counted": chart.quantity.counted,
                "series": chart.series,
            }
            for chart in charts
        ],
        "events": happenings.as_data(subject),
    }


def _reproduction(subject: Subject) -> dict[str, Any]:
    recipes = reproduce.recipes(subject)
    return {"recipes": recipes, "compare_command": reproduce.compare_command(recipes, subject)}
