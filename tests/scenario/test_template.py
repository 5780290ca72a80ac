"""New scenario files are valid as they are, and with everything in them switched on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sim.scenario import diff, files, json_schema, load, template
from tests.scenario.test_json_schema import faults

BASELINE = "ilrs:baseline"


@pytest.mark.parametrize("complete", [False, True])
def test_a_new_file_is_the_baseline_under_a_name_of_its_own(tmp_path: Path, complete: bool) -> None:
    path = tmp_path / "half-the-battery.toml"
    template.new(path, complete=complete)
    scenario = load(path)
    assert scenario.title == "Half the battery"
    assert diff(load(BASELINE), scenario) == []
    assert faults(path.read_text(encoding="utf-8"), complete=complete) == []
    assert max(len(line) for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")) <= 140


def test_everything_that_can_be_switched_on_works(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    template.new(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    changed = {difference.key for difference in diff(load(BASELINE), load(path))}
    assert changed == {
        "energy.reactors.fission",
        "communication.relays.queqiao.until",
        "communication.instruments.telescope",
        "shelter.structures.second-road",
    }
    for site in re.findall(r"^# (connecting-ridge, .*)\.$", text, flags=re.MULTILINE)[0].split(", "):
        assert (files.shipped_folder() / "sites" / f"{site}.toml").is_file()


def test_the_full_file_holds_every_key_of_the_baseline(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    template.new(path, complete=True)
    text = path.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    resolved = tomllib.loads(load(BASELINE).to_toml())
    for each in (table, resolved):
        del each["title"], each["site"]["horizons"]
    assert table == resolved
    assert "# Energy between empty and full (more than 0 and at most 1e+07 kWh).\ncapacity = { value = " in text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        template.new(path)
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "title"), [("a_b.toml", "A b"), ('say "hi".toml', 'Say "hi"'), ("-.toml", "New station"), ("ünï", "Ünï")]
)
def test_any_file_name_makes_a_title(tmp_path: Path, name: str, title: str) -> None:
    template.new(tmp_path / name)
    assert load(tmp_path / name).title == title


def test_editors_find_the_schema_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = template.schema_link(tmp_path / "mine.toml", json_schema.EXTENDS)
    assert link == (files.shipped_folder().resolve() / "schema" / json_schema.EXTENDS).as_uri()
    # In a checkout the link survives when the whole of it moves.
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(files, "shipped_folder", lambda: tmp_path / "scenarios")
    assert template.schema_link(tmp_path / "mine.toml", "x.json") == "./scenarios/schema/x.json"
    assert template.schema_link(tmp_path / "a" / "b" / "mine.toml", "x.json") == "../../scenarios/schema/x.json"
