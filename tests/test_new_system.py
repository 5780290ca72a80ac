"""A new system, registered by three lines: everything that lists, checks, draws or writes systems notices it.

The toy is a dust fence: an asset with mass, dates and a load, a channel, an event, a KPI, a fact and a panel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import Field
from pydantic.fields import FieldInfo

from sim.engine import Ledger
from sim.result import Result, kpis, simulate
from sim.result.goal_checks import require_known
from sim.scenario import ScenarioError, assets, load, parameters
from sim.scenario import json_schema as editors
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.reference import text as reference_page
from sim.scenario.scenario import Scenario
from sim.scenario.schema import scenario as schema
from sim.scenario.schema.base import Keyed, Kilowatts, Landed, asset_text
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.system import Check, Report, Span, System, items
from sim.scenario.writing import to_toml
from sim.station import systems
from sim.station.base import Base
from sim.station.energy.system import Energy
from sim.station.events import EventKind
from sim.station.kpi import Detail, Group, KpiSpec
from sim.view import figure as draw
from sim.view import panels, terminal
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, Strip, SystemView, recorded_history
from sim.view.report import render

# ---- 1. scenario/schema/fence.py: what the user writes ----


class Fence(Landed):
    """A fence that electric fields keep dust away from."""

    word: ClassVar[str] = "dust fence"
    namespace: ClassVar[str] = "fence"

    length: Annotated[Quantity, Dim("m", gt=0, le=1e4)]
    """Length of one fence [m]."""
    power: Kilowatts
    """Electric power of one fence [kW]."""


class Fences(System):
    """Fences around what dust must not reach."""

    needs: ClassVar[tuple[str, ...]] = ("energy",)

    fences: Keyed[Fence] = Field(default_factory=dict)
    """Fences by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        return (_not_too_thin,)

    def overview(self, _here: Any) -> Iterator[tuple[str, str]]:
        for name, fence in self.fences.items():
            yield "fences", f"{name} = {asset_text(fence)}: {float(fence.length):g} m"

    def notes(self, _here: Any) -> Iterator[str]:
        for name, fence in self.fences.items():
            if not float(fence.power):
                yield f"fence.fences.{name}: a fence without power keeps nothing away"


def _not_too_thin(here: Any, _span: Span, report: Report) -> None:
    for name, fence in items(here, "fence", "fences"):
        if fence.mass.value < fence.length.value:
            report(("fence", "fences", name, "mass"), "a fence weighs a kilogram a metre at least")


# ---- 2. station/fence/: what runs, and its KPIs ----

EVENTS = (EventKind("fence_up"), EventKind("fence_down", follows="event"))


class FenceSystem:
    """The fences of a base."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._metres = 0.0
        self._most = 0.0
        self._recorder = base.recorder("fence.guarded", "m")
        self._recorder.record(0.0, 0.0)
        bus = base[Energy].bus
        table: Fences = base.tables.fence  # type: ignore[attr-defined]
        for name in sorted(table.fences):
            self._add(name, table.fences[name], bus.add_load(f"{name} fence", "operations"))

    def _add(self, name: str, fence: Fence, load: Any) -> None:
        metres, power = int(fence.count) * float(fence.length), int(fence.count) * float(fence.power)

        def switch(on: bool) -> None:
            load.request(power if on else 0.0)
            self._metres += metres if on else -metres
            self._most = max(self._most, self._metres)
            self._recorder.record(self._base.env.now, self._metres)
            self._base.log("fence", name, "fence_up" if on else "fence_down")

        self._base.schedule_service(fence, "fence", name, lambda: switch(True), lambda: switch(False))

    def ledgers(self) -> Iterator[Ledger]:
        ledger = Ledger("fence", "m")
        ledger.receive("put_up", self._metres)
        ledger.stock("standing", 0.0, self._metres)
        yield ledger

    def facts(self) -> Mapping[str, float | None]:
        return {"fence.longest": self._most}


KPIS = (
    KpiSpec(
        "fence.longest",
        "m",
        "Longest fence",
        "Most metres of fence that stood at once",
        Group.MACHINES,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
)

# ---- 3. view/panels/fence.py: what people see ----


def _draw(ax: Any, scene: Scene) -> None:
    ax.plot(*scene.curve(scene.channel("fence.guarded")))
    ax.set_ylabel("fence [m]")


PANEL = Panel("fence", "Dust fences", "metres that stand", 0.7, ("fence.guarded",), _draw)


def _headlines(run: Result) -> list[Headline]:
    kpi = run.kpis.get("fence.longest")
    return [] if kpi is None else [Headline(f"{kpi.value:.0f} m", "of dust fence", "fence")]


VIEW = SystemView(
    "fence",
    panels=lambda _: (PANEL,),
    charts=(Chart("fence", "Dust fences", "m", "Metres that stand.", recorded_history("fence.guarded")),),
    headlines=_headlines,
    strips=(Strip("fence.guarded", "fence m", "the fence", "the mean", lambda c, e: c.at(e[:-1]), "m"),),
)

SCENARIO = """\
title = "A fenced station"
extends = "ilrs:baseline.toml"

[fence.fences.west]
mass = { value = 900, unit = "kg", basis = "assumption", note = "a toy" }
length = { value = 60, unit = "m", basis = "design" }
power = { value = 0.1, unit = "kW", basis = "design" }
from = 2031-02-01
until = 2031-03-01
count = { value = 2, unit = "1", basis = "design" }
"""
UNTIL = 75 * 24.0


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The three lines that register a system, and their undoing."""
    field = FieldInfo.from_annotated_attribute(Fences | None, Field(default=None, description="Dust fences."))
    tables = (schema.Tables, schema.OtherBase, schema.ScenarioTable, Scenario)

    def rebuilt() -> None:
        for table in tables:
            table.model_rebuild(force=True)
        for cached in (fields_of, assets.systems, assets.kinds):
            cached.cache_clear()

    for table in tables:
        monkeypatch.setitem(table.__pydantic_fields__, "fence", field)  # `fence: Fences | None = None` in Tables
    rebuilt()
    system = systems.System("fence", "tools", FenceSystem, KPIS, EVENTS)
    systems.SYSTEMS.append(system)
    panels.VIEWS.append(VIEW)
    yield
    systems.SYSTEMS.remove(system)
    panels.VIEWS.remove(VIEW)
    monkeypatch.undo()
    rebuilt()


@pytest.fixture
def fenced(tmp_path: Path) -> Scenario:
    return write(tmp_path, SCENARIO)


@pytest.fixture(scope="module")
def memory() -> dict[str, Result]:
    return {}


@pytest.fixture
def run(fenced: Scenario, memory: dict[str, Result]) -> Result:
    """A run of the fenced station, once."""
    if "run" not in memory:
        memory["run"] = simulate(fenced, until=UNTIL)
    return memory["run"]


def write(folder: Path, text: str) -> Scenario:
    path = folder / "fenced.toml"
    path.write_text(text)
    return load(path)


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        write(folder, text)
    return [(problem.key, problem.message) for problem in caught.value.problems]


def test_its_mass_lands(fenced: Scenario, run: Result) -> None:
    assert assets.landed_mass(fenced) - assets.landed_mass(load("ilrs:baseline")) == pytest.approx(1800)
    without = simulate(load("ilrs:baseline"), until=UNTIL)
    landed, before = run.kpis["station.landed_mass"].value, without.kpis["station.landed_mass"].value
    assert landed == pytest.approx((before or 0.0) + 1800)


MISSION = """
[campaign.launchers.rocket]
model = "long-march-10"
[campaign.cargo_landers.heavy]
model = "heavy-cargo"
[campaign.missions.cargo]
date = 2031-01-20
launcher = "rocket"
lander = "heavy"
success = { value = 1, unit = "1", basis = "design" }
"""


def test_a_mission_may_bring_it(tmp_path: Path) -> None:
    flown = SCENARIO.replace("from = 2031-02-01", 'arrives_with = "cargo"') + MISSION
    scenario = write(tmp_path, flown)
    assert "2 x fence with cargo until 2031-03-01" in " ".join(scenario.overview())
    assert any("1,800 of 6,000 kg" in line for line in scenario.overview())
    result = simulate(scenario, until=UNTIL, seed=3)
    (landed,) = [event.time_h for event in result.events if event.event == "landed"]
    assert [event.time_h for event in result.events if event.event == "fence_up"] == [landed]
    assert result.kpis["campaign.landed.fence"].value == 1800.0
    heavy = flown.replace("value = 900", "value = 3100")
    ((key, message),) = problems(tmp_path, heavy)
    assert (key, "200 kg more than" in message) == ("campaign.missions.cargo", True)


def test_its_dates_are_checked_and_remarked(tmp_path: Path) -> None:
    found = problems(tmp_path, SCENARIO.replace("2031-03-01", "2031-01-15"))
    assert ("fence.fences.west.until", "2031-01-15 is not after its from, 2031-02-01") in found
    late = write(tmp_path, SCENARIO.replace("2031-02-01", "2040-01-01").replace("until = 2031-03-01\n", ""))
    assert "fence.fences.west: arrives on 2040-01-01, after the scenario ends" in late.notes()


def test_its_own_check_and_the_limits_of_its_keys_hold(tmp_path: Path) -> None:
    assert problems(tmp_path, SCENARIO.replace("value = 900", "value = 9")) == [
        ("fence.fences.west.mass", "a fence weighs a kilogram a metre at least")
    ]
    ((key, message),) = problems(tmp_path, SCENARIO.replace('60, unit = "m"', '60, unit = "kg"'))
    assert key == "fence.fences.west.length.unit"
    assert "wrong dimension" in message
    ((key, message),) = problems(tmp_path, SCENARIO.replace("power =", "powr ="))[:1]
    assert 'did you mean "power"?' in message


def test_its_names_are_names(fenced: Scenario) -> None:
    assert assets.words(fenced)["fence", "west"] == "dust fence"
    assert "fence.fences.west.length" in {parameter.key for parameter in parameters(fenced)}


def test_check_describes_it_and_adds_its_remarks(fenced: Scenario, tmp_path: Path) -> None:
    assert "fences         west = 2 x fence from 2031-02-01 until 2031-03-01: 60 m" in fenced.overview()
    bare = write(tmp_path, SCENARIO.replace("value = 0.1", "value = 0"))
    assert "fence.fences.west: a fence without power keeps nothing away" in bare.notes()


def test_it_runs_is_logged_and_its_books_close(run: Result) -> None:
    guarded = run.channels["fence.guarded"]
    assert guarded.at([31 * 24 - 1, 31 * 24 + 1, 59 * 24 + 1]).tolist() == [0, 120, 0]
    assert [event.event for event in run.events if event.system == "fence"] == [
        "arrived",
        "fence_up",
        "retired",
        "fence_down",
    ]
    assert run.ledgers["fence"].closes
    assert set(systems.event_kinds()) >= {"fence_up", "fence_down"}


def test_its_kpi_has_its_place_sense_and_words(run: Result) -> None:
    kpi = run.kpis["fence.longest"]
    assert (kpi.value, kpi.unit, kpi.label) == (120.0, "m", "Longest fence")
    listed = kpis.ordered(run.kpis)
    assert listed.index("tools.availability") < listed.index("fence.longest") < listed.index("energy.unserved")
    assert (kpis.better("fence.longest"), kpis.grows("fence.longest")) == (1, True)
    assert "fence.longest" in kpis.shown(run.kpis, Detail.FIGURE)


def test_a_goal_may_ask_for_it(tmp_path: Path) -> None:
    goal = '[goals.guard]\nkind = "measure"\nmeasure = "fence.longest"\n'
    goal += 'at_least = { value = 1, unit = "%s", basis = "design" }\n'
    require_known(write(tmp_path, SCENARIO + goal % "m"))
    with pytest.raises(ScenarioError, match="is in m"):
        require_known(write(tmp_path, SCENARIO + goal % "kg"))


@pytest.mark.slow
def test_figures_terminal_and_report_show_it(run: Result) -> None:
    overview = draw("overview", run)
    assert "fence" in [ax.get_label() for ax in overview.axes]
    texts = [text.get_text() for ax in overview.axes for text in ax.texts] + [
        text.get_text() for text in overview.texts
    ]
    assert "120 m" in texts
    lines = terminal.summary(run)
    assert any("Longest fence" in line and "120 m" in line for line in lines)
    assert any(line.startswith("fence m") for line in lines)
    page = render(run)
    assert "Longest fence" in page
    assert "Metres that stand." in page
    assert "dust fence" in page


def test_reference_schema_and_resolved_file_know_it(fenced: Scenario, tmp_path: Path) -> None:
    page = reference_page()
    assert "[`[fence]`](#fence)" in page
    assert "| `length` | Length of one fence. | m |" in page
    assert "Fence" in editors.schema(complete=True)["definitions"]
    (tmp_path / "resolved.toml").write_text(to_toml(fenced))
    assert load(tmp_path / "resolved.toml").content_hash() == fenced.content_hash()
    changed = load(tmp_path / "fenced.toml", ["fence.fences.west.length=10 m"])
    assert float(changed.fence.fences["west"].length) == 10  # type: ignore[attr-defined]


def test_another_base_may_have_it(tmp_path: Path) -> None:
    text = SCENARIO.replace("[fence.fences.west]", "[bases.node.fence.fences.west]")
    made = write(tmp_path, text + '[bases.node.energy.loads.lamp]\nclass = "critical"\n' + _LAMP)
    found = simulate(made, until=UNTIL)
    assert found.kpis["node/fence.longest"].value == 120.0
    assert "fence.longest" not in found.kpis


_LAMP = """\
power_lit = { value = 0, unit = "kW", basis = "design" }
power_dark = { value = 0, unit = "kW", basis = "design" }
"""


def test_a_scenario_without_it_does_not_notice(tmp_path: Path) -> None:
    plain = simulate(load("ilrs:baseline"), until=UNTIL)
    assert not [name for name in (*plain.kpis, *plain.channels, *plain.ledgers) if "fence" in name]


def test_the_page_on_adding_a_system_says_what_is_done_here() -> None:
    """Every block of Python under "Add a system" stands in this file as it is."""
    page = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 6
    here = Path(__file__).read_text(encoding="utf-8")
    assert [block for block in blocks if block not in here] == []
