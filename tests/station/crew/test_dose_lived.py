"""Doses in a base that people live in: limits send them home, matter keeps the dose off, mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.moon.radiation import areal_density
from sim.result import simulate
from sim.scenario import ScenarioError, load
from sim.station import Outcome
from tests.station.crew.living import lived, living

pytestmark = pytest.mark.slow

YEAR = 8766.0
QUIET = {"crew.radiation.storms_quiet": "0 1/yr", "crew.radiation.storms_active": "0 1/yr"}
MEASURED = QUIET | {
    "crew.radiation.quiet_rate": "1369 uSv/d",
    "crew.radiation.active_rate": "1369 uSv/d",
    "crew.radiation.suit": "0 g/cm^2",
}
"""What Chang'e-4 measured, for ever, on people whose suits keep nothing off."""


def _shell(depth: float) -> dict[str, object]:
    return {"crew.habitats.module.shell": f"{depth} g/cm^2"}


def _events(outcome: Outcome, name: str) -> list[tuple[float, str, str]]:
    return [(event.time_h, event.subject, event.detail) for event in outcome.events if event.event == name]


def test_unshielded_people_reach_600_msv_on_the_438th_day_and_go_home(tmp_path: Path) -> None:
    outcome = lived(living(tmp_path, overrides=MEASURED | _shell(0)))
    limits = _events(outcome, "dose_limit")
    assert [who for _, who, _ in limits] == ["crew-1", "crew-2"]
    for when, _, detail in limits:
        assert when / 24.0 == pytest.approx(438.0, rel=1e-3)
        assert detail == "career limit, 600 mSv; 600 mSv in all"
    [(left, who, detail)] = _events(outcome, "rotation_left")
    assert (left, who) == (limits[0][0], "crew")
    assert detail.endswith("crew-1 has reached a dose limit")
    assert outcome.facts["crew.highest_dose"] == pytest.approx(600.0)
    assert outcome.facts["crew.mean_dose"] == pytest.approx(1.369 / 24.0)
    assert outcome.facts["crew.over_dose_limit"] == 2
    assert outcome.channels["crew.dose.crew-1"].last == pytest.approx(600.0)


def test_another_agency_lets_them_stay(tmp_path: Path) -> None:
    outcome = lived(living(tmp_path, overrides=MEASURED | _shell(0) | {"crew.radiation.agency": "esa"}))
    [(when, _, _)] = _events(outcome, "rotation_left")
    # 1000 mSv take 730 d.
    assert when / 24.0 == pytest.approx(1000.0 / 1.369)


def test_three_metres_of_regolith_leave_a_twentieth(tmp_path: Path) -> None:
    # What is taken inside is looked at: who goes out is under as much as he was.
    stay_in = {"crew.radiation.suit": "480 g/cm^2"}
    bare = lived(living(tmp_path, overrides=_shell(0)), hours=YEAR)
    buried = lived(living(tmp_path, overrides=stay_in | _shell(float(areal_density(3.0, 1600.0)))), hours=YEAR)
    rate = buried.facts["crew.mean_dose"]
    assert rate is not None
    assert 0.0 < rate < 0.05 * (bare.facts["crew.mean_dose"] or 0.0)
    assert buried.channels["crew.dose_rate"].values.max() < 0.05 * bare.channels["crew.dose_rate"].values.max()


def test_nobody_flies_through_a_storm(tmp_path: Path) -> None:
    # Always a storm, each with its alarm: who is there stays beyond his time, and who would come does not.
    stormy = {
        "crew.radiation.storms_quiet": "100 1/yr",
        "crew.radiation.storms_active": "100 1/yr",
        "crew.radiation.largest_storm": "0.01 mSv",
        "crew.radiation.smallest_storm": "0.01 mSv",
        "crew.radiation.alarm_from": "0 mSv",
        "crew.radiation.shortest_storm": "900 h",
        "crew.radiation.longest_storm": "1000 h",
        "crew.rotations.crew.stay": "30 d",
    }
    late = "[crew.rotations.late]\n" + "\n".join(
        [
            'people = { value = 2, unit = "1", basis = "design" }',
            "arrives = 2035-06-01",
            'stay = { value = 30, unit = "d", basis = "design" }',
            'lander = "ferry"',
            "",
        ]
    )
    outcome = lived(living(tmp_path, late, stormy), hours=YEAR)
    [(held, who, why)] = _events(outcome, "departure_held")
    assert (held, who, why) == (30 * 24.0, "crew", "a storm")
    assert not _events(outcome, "rotation_left")
    postponed = _events(outcome, "rotation_postponed")
    assert postponed
    assert all("a storm" in detail for _, _, detail in postponed)
    assert [who for _, who, _ in _events(outcome, "rotation_cancelled")] == ["late"]


def test_who_waited_for_a_storm_leaves_when_it_is_over(tmp_path: Path) -> None:
    scenario = living(tmp_path)
    storms = [event for event in lived(scenario, hours=YEAR).events if event.event in {"storm_warning", "storm_over"}]
    warned = next(index for index, event in enumerate(storms) if event.event == "storm_warning")
    day = int(storms[warned].time_h // 24.0) + 1
    over = storms[warned + 1].time_h
    assert day * 24.0 < over
    outcome = lived(living(tmp_path, overrides={"crew.rotations.crew.stay": f"{day} d"}), hours=YEAR)
    assert [when for when, _, _ in _events(outcome, "departure_held")] == [day * 24.0]
    [(left, _, detail)] = _events(outcome, "rotation_left")
    assert left == over
    assert detail.endswith("nothing holds them any more")


def test_storms_fall_whether_or_not_anybody_is_there(tmp_path: Path) -> None:
    with_people = lived(living(tmp_path), hours=YEAR)
    (tmp_path / "empty.toml").write_text(
        'extends = "living.toml"\ntitle = "Nobody"\n[crew.rotations.crew]\nremove = true\n', encoding="utf-8"
    )
    without = lived(load(tmp_path / "empty.toml"), hours=YEAR)
    times = [when for when, _, _ in _events(with_people, "storm")]
    assert times == [when for when, _, _ in _events(without, "storm")]
    assert len(times) > 3
    assert all(detail.endswith("at the base: nobody") for _, _, detail in _events(without, "storm"))
    assert without.facts["crew.highest_dose"] is None
    assert without.facts["crew.mean_dose"] is None
    assert without.facts["crew.storms_met"] == 0
    assert (with_people.facts["crew.storms_met"] or 0) > 0
    assert not [name for name in without.channels if name.startswith("crew.dose.")]


def test_a_replicate_has_storms_of_its_own_and_has_them_again(tmp_path: Path) -> None:
    scenario = living(tmp_path)
    first, again, other = (lived(scenario, number, YEAR) for number in (1, 1, 2))
    assert _events(first, "storm") == _events(again, "storm")
    assert _events(first, "storm") != _events(other, "storm")


def test_goals_may_name_doses(tmp_path: Path) -> None:
    goals = "".join(
        f'[goals.{name}]\nkind = "measure"\nmeasure = "crew.{measure}"\n'
        f'at_most = {{ value = {value}, unit = "{unit}", basis = "design" }}\n'
        for name, measure, value, unit in (
            ("safe", "highest_dose", 0.3, "Sv"),
            ("low", "mean_dose", 1.3, "mSv/d"),
            ("high", "mean_dose", 1.4, "mSv/d"),
        )
    )
    found = simulate(living(tmp_path, goals, MEASURED | _shell(0)), until=YEAR).kpis
    reached = {name: found[f"goal.{name}.reached"].value for name in ("safe", "low", "high")}
    assert [name for name, value in reached.items() if value is not None] == ["high"]


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ('active_rate = { value = 500, unit = "mSv/yr", basis = "design" }', "active_rate", "is more than quiet_rate"),
        ('prior_dose = { value = 700, unit = "mSv", basis = "design" }', "prior_dose", "name another agency"),
        ('halving = { value = 0, unit = "g/cm^2", basis = "design" }', "halving", "must be more than 0"),
        ('agency = { value = "naza", basis = "design" }', "agency", "nasa"),
        ('longest_storm = { value = 2, unit = "h", basis = "design" }', "shortest_storm", "is more than longest_storm"),
    ],
)
def test_mistakes_are_named_with_file_line_key_and_remedy(tmp_path: Path, line: str, key: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        living(tmp_path, f"[crew.radiation]\n{line}\n")
    [problem] = error.value.problems
    assert problem.key.startswith(f"crew.radiation.{key}")
    assert said in problem.message
    text = (tmp_path / "living.toml").read_text(encoding="utf-8").splitlines()
    assert problem.file.endswith("living.toml")
    assert problem.line is not None
    assert text[problem.line - 1] in (line, "[crew.radiation]")


@pytest.mark.slow
def test_without_the_vault_people_take_more(tmp_path: Path) -> None:
    # The limit that would keep them away is lifted, so that they live in the open as they do under the vault.
    (tmp_path / "open.toml").write_text(
        'extends = "ilrs:resident-crew.toml"\ntitle = "In the open"\n'
        "[crew.habitats.module]\nremove = true\n"
        '[crew.habitats.hut]\nmodel = "hard-module"\ncount = { value = 2, unit = "1", basis = "design" }\n',
        encoding="utf-8",
    )
    lifted = {"crew.limits.dose_rate": "2000 mSv/yr"}
    sheltered, bare = lived(load("ilrs:resident-crew", lifted)), lived(load(tmp_path / "open.toml", lifted))
    assert sheltered.facts["crew.lost"] == bare.facts["crew.lost"] == 0
    assert 0.0 < (sheltered.facts["crew.mean_dose"] or 0.0) < 0.6 * (bare.facts["crew.mean_dose"] or 0.0)
    assert 0.0 < (sheltered.facts["crew.highest_dose"] or 0.0) < (bare.facts["crew.highest_dose"] or 0.0)
    # By the scenario's own limit nobody comes there.
    kept_away = lived(load(tmp_path / "open.toml"))
    assert kept_away.facts["crew.nights"] == 0
    assert kept_away.channels["crew.habitable"].values.max() == 0.0
    assert any("shielding" in detail for _, _, detail in _events(kept_away, "rotation_cancelled"))
