"""Pairs are run under the same draws, once each, and come out the same wherever they run."""

from pathlib import Path

import pytest

from sim.scenario import load
from sim.study.asking import drawing_of
from sim.study.ensembles.run import narrow_of
from sim.study.errors import ComparisonError, StudyError
from sim.study.pairs.pairs import Pairs
from sim.study.pairs.run import pairs
from sim.study.replicates.study import Execution, Watch
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing
from sim.study.study_folder import open_study

pytestmark = pytest.mark.slow

HOURS = 1500.0
DRAWING = Drawing(1, "both", HOURS)


class Counting(Watch):
    def __init__(self) -> None:
        self.ran: list[tuple[str, int]] = []

    def done(self, record: Record) -> None:
        self.ran.append((record.variant, record.number))


def both() -> list:  # type: ignore[type-arg]
    return [load("ilrs:baseline"), load("ilrs:one-technician")]


def test_pairs_grow_and_come_out_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    watch = Counting()
    few, folder = pairs(both(), DRAWING, 2, execution=Execution(tmp_path / "a", 1), watch=watch)
    assert isinstance(few, Pairs)
    assert folder is not None
    assert len(few) == 2
    assert len(set(watch.ran)) == len(watch.ran) == 4
    more, _ = pairs(both(), DRAWING, 4, execution=Execution(tmp_path / "a", 1), watch=watch)
    assert len(set(watch.ran)) == len(watch.ran) == 8
    assert more is not None
    _, other = pairs(both(), DRAWING, 4, execution=Execution(tmp_path / "b", 2))
    assert other is not None
    for name in ("differences.csv", "replicates.csv", "goals.csv", "study.json"):
        assert (folder / name).read_bytes() == (other / name).read_bytes()
    opened = open_study(folder)
    assert isinstance(opened, Pairs)
    assert opened.sentences == more.sentences
    assert opened.tables == more.tables
    assert opened.remarks == more.remarks


def test_all_draw_with_one_seed_and_run_as_long_as_the_shortest() -> None:
    scenarios = [load("ilrs:baseline"), load("ilrs:nuclear", ["seed=9", "end=2032-03-01"])]
    drawing = drawing_of(scenarios, "random", None, None)
    assert drawing.seed == scenarios[0].seed
    assert drawing.until_h == scenarios[1].hours
    found, _ = pairs(scenarios, Drawing(drawing.seed, "random", 480.0), 2, execution=Execution(None, 1))
    assert found is not None
    ends, seeds = found.remarks
    assert ends.startswith("ends differ: Baseline: 2036-01-01; Nuclear: 2032-03-01: each runs for 20 d")
    assert seeds.endswith(f"all draw with seed {scenarios[0].seed}, so that chance is the same for all")


def test_pairs_stop_when_every_difference_is_narrow_enough() -> None:
    narrow = narrow_of("communication.delivered=50000")
    found, _ = pairs(both(), Drawing(1, "random", 300.0), 200, narrow=narrow, execution=Execution(None, 1))
    assert found is not None
    assert len(found) == 30
    never = narrow_of("tools.availability=50 %")
    with pytest.raises(StudyError, match=r"no draw of One technician has a figure 'tools\.availability' by the end"):
        pairs(both(), Drawing(1, "random", 300.0), 4, narrow=never, execution=Execution(None, 1))
    with pytest.raises(StudyError, match=r"there is no figure 'tools\.avail'.*did you mean"):
        pairs(both(), DRAWING, 4, narrow=narrow_of("tools.avail=2 %"), execution=Execution(None, 1))


def test_what_cannot_be_compared_is_refused_before_it_runs() -> None:
    watch, where = Counting(), Execution(None, 1)
    with pytest.raises(ComparisonError, match=r"numbers 1 and 2 \(.*\) are the same scenario"):
        pairs([load("ilrs:baseline"), load("ilrs:baseline", ["seed=4"])], DRAWING, 2, execution=where, watch=watch)
    with pytest.raises(ComparisonError, match="at least two"):
        pairs(both()[:1], DRAWING, 2, execution=where, watch=watch)
    with pytest.raises(ComparisonError, match="labels 1 and 2 are both 'a'"):
        pairs(both(), DRAWING, 2, labels=["a", "a"], execution=where, watch=watch)
    assert watch.ran == []
