"""Files from anybody: control characters are shown, no run folder is left, no error tells what is in another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from tests.scenario.workshop import Workshop

SECRET = "admin:hunter2:0:0"


def refused(name: Path | str) -> ScenarioError:
    with pytest.raises(ScenarioError) as refusal:
        load(str(name))
    return refusal.value


def written(folder: Path, text: str) -> Path:
    file = folder / "a.toml"
    file.write_text(text)
    return file


def test_control_characters_of_a_scenario_are_shown(workshop: Workshop) -> None:
    name = workshop.changed("seed = 3", 'seed = 3\nsummary = "\\u001b[31mred\\u0007\\nnext"')
    found = load(name)
    assert found.summary == "\\x1b[31mred\\x07\nnext"
    assert "\x1b" not in found.to_toml()
    assert load(workshop.write("again.toml", found.to_toml())).summary == found.summary


def test_control_characters_of_wrong_keys_are_shown_with_their_line(workshop: Workshop) -> None:
    name = workshop.changed("seed = 3", 'seed = 3\n"\\u001b[31mred\\nx" = 1')
    (problem,) = refused(name).problems
    assert problem.key == '"\\x1b[31mred\\nx"'
    line = next(at for at, text in enumerate(Path(name).read_text().splitlines(), 1) if "001b" in text)
    assert str(problem).startswith(f"{name}:{line}: ")
    assert str(problem).isprintable()


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ('value = "7\\u001b00"', "capacity.value", r"'7\x1b00' is not a number"),
        ('value = ["\\u001b", 1]', "capacity.value", r"['\x1b', 1] is not a number"),
        ('value = 1, note = ["\\u0007"]', "capacity.note", r"['\x07'] is not a text"),
    ],
)
def test_control_characters_of_wrong_values_are_shown_once(tmp_path: Path, line: str, key: str, said: str) -> None:
    wrong = f'capacity = {{ {line}, unit = "kWh", basis = "design" }}'
    name = written(tmp_path, f'extends = "ilrs:baseline"\n[energy.batteries.main]\n{wrong}\n')
    assert [str(problem) for problem in refused(name).problems] == [f"{name}:3: energy.batteries.main.{key}: {said}"]


def test_control_characters_of_a_wrong_date_are_shown_once(tmp_path: Path) -> None:
    name = written(tmp_path, 'extends = "ilrs:baseline"\nstart = "a\\u001bb"\n')
    (problem,) = refused(name).problems
    assert problem.message.startswith(r"'a\x1bb' is not a date; ")


def test_control_characters_of_file_names_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\n.toml"
    file.write_text('title = "A"\nextends = "none\\u001b.toml"\n')
    assert str(refused(file)).isprintable()
    file.write_text('title = "A"\nextends = "ilrs:baseline"\n')
    assert load(str(file)).name == "a\\x1b[31m\\n"


def test_control_characters_of_overrides_are_shown() -> None:
    assert load("ilrs:baseline", ["title=\x1b[31mred"]).title == "\\x1b[31mred"


def test_keys_that_look_alike_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('"\\u001b" = 1\n"\\\\x1b" = 2\n')
    assert "two keys look alike" in str(refused(file))


@pytest.mark.parametrize(
    "text",
    ['title = "A"\nextends = "{}"\n', 'title = "A"\nextends = "ilrs:baseline"\n[site.horizons]\n"10 m" = "{}"\n'],
)
def test_no_error_tells_what_is_in_a_file_that_is_none_of_ours(tmp_path: Path, text: str) -> None:
    other = tmp_path / "passwd"
    other.write_text(f"{SECRET}\nsecond: line\n")
    file = tmp_path / "a.toml"
    file.write_text(text.format(other))
    message = str(refused(file))
    assert str(other) in message
    assert not any(piece in message for piece in ("admin", "hunter2", "second"))


@pytest.mark.parametrize(
    "text",
    ['title = "A"\nextends = "{}"\n', 'title = "A"\nextends = "ilrs:baseline"\n[site.horizons]\n"10 m" = "{}"\n'],
)
@pytest.mark.parametrize("way", ["absolute", "upwards", "link"])
def test_a_scenario_in_a_run_folder_does_not_leave_it(tmp_path: Path, text: str, way: str) -> None:
    (tmp_path / "other.toml").write_text('extends = "ilrs:baseline"\n')
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "other.toml")
    named = {"absolute": str(tmp_path / "other.toml"), "upwards": "../other.toml", "link": "link"}[way]
    (folder / "scenario.toml").write_text(text.format(named))
    (folder / "run.json").write_text("{}")
    (problem,) = refused(folder / "scenario.toml").problems
    assert "outside the run folder" in problem.message
    (folder / "other.toml").write_text('extends = "../other.toml"\n')
    (folder / "scenario.toml").write_text('title = "A"\nextends = "other.toml"\n')
    assert "outside the run folder" in str(refused(folder / "scenario.toml"))


def test_a_scenario_of_the_user_extends_any_file(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('extends = "ilrs:baseline"\n')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.toml").write_text(f'title = "A"\nextends = "{tmp_path / "other.toml"}"\n')
    assert load(str(tmp_path / "sub" / "a.toml")).title == "A"
