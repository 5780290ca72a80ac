"""Levers of a short run: what is found is read back, nothing is run twice, and more draws keep those that there are."""

import shutil
from pathlib import Path

import pytest

from sim.scenario import load
from sim.study.levers.findings import Levers
from sim.study.levers.lever import SINGLE_CAUSES
from sim.study.levers.run import levers
from sim.study.replicates.study import Execution, Watch
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing
from sim.study.study_folder import REPLICATES, open_study
from tests.study.few_levers import few_levers

pytestmark = pytest.mark.slow

DRAWING = Drawing(1, "random", 2200.0)


class Counting(Watch):
    def __init__(self) -> None:
        self.ran = 0

    def done(self, record: Record) -> None:
        super().done(record)
        self.ran += 1


def run(out: Path, n: int = 2, workers: int = 1) -> tuple[Levers, Path, int]:
    watch = Counting()
    found, folder = levers(load("ilrs:baseline"), DRAWING, n, execution=Execution(out, workers), watch=watch)
    assert found is not None
    assert folder is not None
    return found, folder, watch.ran


few = pytest.fixture(autouse=True, scope="module")(few_levers)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Levers, Path, int]:
    return run(tmp_path_factory.mktemp("levers"))


def test_each_lever_and_each_pair_is_run_with_the_same_draws(made: tuple[Levers, Path, int]) -> None:
    found, _, ran = made
    assert ran == 2 * len(found.variants) == 2 * (1 + len(found.levers) + len(found.pairs))
    assert all(len(one) == 2 for one in found.samples)
    gains = [one.gain.value for one in found.effects]
    assert gains == sorted(gains, reverse=True)
    assert len(found.decisions) + len(found.limits) == len(found.levers)
    assert found.rule.measure.name == "bricks.laid"
    for effects in (found.decisions, [one for one in found.limits if one.lever.sort in SINGLE_CAUSES]):
        # The best one is tried with any other that changes something.
        best, *others = [one.lever.label for one in effects if not one.same]
        together = {frozenset((pair.one.label, pair.other.label)) for pair in found.pairs}
        assert {frozenset((best, other)) for other in others} <= together
    for pair in found.pairs:
        assert pair.one.buyable == pair.other.buyable
        assert pair.one.subject != pair.other.subject


def test_what_was_found_is_read_back(made: tuple[Levers, Path, int]) -> None:
    found, folder, _ = made
    again = open_study(folder)
    assert isinstance(again, Levers)
    assert again.sentences == found.sentences
    assert again.tables == found.tables
    assert again.remarks == found.remarks
    assert again.levers == tuple(found.levers)
    for table in found.tables:
        assert (folder / f"{table.name}.csv").read_text().count("\n") == 1 + len(table.rows)


def test_nothing_is_run_twice_and_more_draws_keep_those_there_are(
    made: tuple[Levers, Path, int], tmp_path: Path
) -> None:
    found, folder, _ = made
    shutil.copytree(folder.parent.parent, tmp_path, dirs_exist_ok=True)
    again, same, ran = run(tmp_path)
    assert (again.sentences, same.name, ran) == (found.sentences, folder.name, 0)
    more, same, ran = run(tmp_path, 3)
    assert same.name == folder.name
    assert len(found.levers) + 1 <= ran < 2 * len(more.variants)
    assert len(more.base) == 3


def test_the_same_comes_of_two_workers(made: tuple[Levers, Path, int], tmp_path: Path) -> None:
    one = made[1]
    _, two, _ = run(tmp_path, workers=2)
    assert one.name == two.name
    for name in ("levers.csv", "limits.csv", "pairs.csv", REPLICATES, "study.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_a_shard_runs_its_part_and_finds_nothing(tmp_path: Path) -> None:
    watch = Counting()
    execution = Execution(tmp_path, 1, shard=(2, 2))
    found, folder = levers(load("ilrs:baseline"), DRAWING, 2, execution=execution, watch=watch)
    assert found is None
    assert folder is not None
    whole, same, ran = run(tmp_path)
    assert same == folder
    assert ran == 2 * len(whole.variants) - watch.ran


def test_the_figure_has_a_bar_for_each_change_that_makes_a_difference(made: tuple[Levers, Path, int]) -> None:
    found, _, _ = made
    drawn = found.plot()
    names = {ax.get_label(): [text.get_text() for text in ax.get_yticklabels()] for ax in drawn.axes}
    for label, effects in (("decisions", found.decisions), ("limits", found.limits)):
        assert names[label][::-1] == [one.lever.label.replace("^2", "²") for one in effects if not one.same]
