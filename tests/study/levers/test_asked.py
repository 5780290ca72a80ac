"""What is to be tried comes from a scenario or a study file, and from options before what that says."""

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.study.levers.asked import asked


def study(folder: Path, text: str) -> str:
    path = folder / "study.toml"
    path.write_text(text)
    return str(path)


def test_a_study_file_says_what_is_asked_unless_options_do(tmp_path: Path) -> None:
    text = 'kind = "levers"\nscenario = "own.toml"\nn = 7\nvary = "both"\nseed = 3\nuntil = 2032-01-01\n'
    (tmp_path / "own.toml").write_text('extends = "ilrs:baseline"\ntitle = "Own"\n')
    name = study(tmp_path, text + 'set = { "tools.technicians.repair.count" = 1 }\n')
    found = asked(name)
    assert (found.scenario.title, found.n, found.drawing.vary, found.drawing.seed) == ("Own", 7, "both", 3)
    assert found.drawing.until_h == 365 * 24.0
    assert int(found.scenario.tools.technicians["repair"].count) == 1
    given = asked(name, ["tools.technicians.repair.count=4"], n=3, vary="random", seed=0, until=100.0)
    assert (given.n, given.drawing.vary, given.drawing.seed, given.drawing.until_h) == (3, "random", 0, 100.0)
    assert int(given.scenario.tools.technicians["repair"].count) == 4


def test_of_a_scenario_the_usual_is_asked() -> None:
    found = asked("ilrs:baseline")
    assert (found.n, found.drawing.vary, found.drawing.seed) == (20, "random", 1)
    assert asked(load("ilrs:baseline")) == found


def test_the_shipped_study_is_about_the_baseline() -> None:
    found = asked("ilrs:what-helps")
    assert found.scenario.content_hash() == load("ilrs:baseline").content_hash()
    assert found.n == 20


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('kind = "levers"\nn = 5\n', r"study.toml: has no scenario; give it one: scenario = \"ilrs:baseline\""),
        ('kind = "levers"\nscenario = "ilrs:baseline"\nn = 1\n', r"study.toml:3: n: two draws are the fewest"),
        ('kind = "levers"\nscenario = "ilrs:baseline"\nm = 1\n', r"study.toml:3: m: unknown key"),
        ('kind = "levers"\nscenario = "ilrs:baselin"\n', r"study.toml:2: scenario: .*did you mean"),
        ('kind = "ensemble"\nscenario = "ilrs:baseline"\n', r"run it by: ilrs ensemble"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(ScenarioError, match=wrong):
        asked(study(tmp_path, text))
    with pytest.raises(ScenarioError, match="no such file"):
        asked(str(tmp_path / "none.toml"))
