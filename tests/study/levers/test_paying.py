"""A run's sentence names what pays, where levers of its very scenario have been tried beside it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario
from sim.study.levers.paying import with_paying
from sim.study.replicates.study import study_folder
from sim.study.replicates.variants import Drawing, Variant


@pytest.fixture
def result(made_up_station: object, baseline: Scenario) -> Result:
    return simulate(baseline, until=240.0)


def tried(out: Path, result: Result, until_h: float, text: str) -> None:
    drawing = Drawing(result.seed, "random", until_h)
    folder = study_folder(out, "levers", result.name, drawing, Variant("", result.scenario).key)
    folder.mkdir(parents=True)
    (folder / "study.json").write_text(text)


def test_it_is_named_after_what_held_the_run_back(result: Result, tmp_path: Path) -> None:
    assert with_paying(result, tmp_path) is result
    tried(
        tmp_path,
        result,
        240.0,
        json.dumps({"sentences": ["What pays most is one more printer."], "settings": {"n": 20}}),
    )
    found = with_paying(result, tmp_path)
    assert found.sentence == f"{result.sentence} What pays most is one more printer (levers, 20 draws of each)."
    assert found.sentences[1:] == result.sentences[1:]
    assert found == result


def test_levers_of_another_scenario_or_span_say_nothing_nor_does_half_a_file(result: Result, tmp_path: Path) -> None:
    tried(tmp_path, result, 480.0, json.dumps({"sentences": ["Another span."], "settings": {"n": 20}}))
    tried(tmp_path, result, 240.0, '{"sentences": [')
    assert with_paying(result, tmp_path) is result
    other = replace(result, scenario=result.scenario.model_copy(update={"title": "Other"}))
    assert with_paying(other, tmp_path).pays is None
