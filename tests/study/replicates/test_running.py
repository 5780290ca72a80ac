"""Replicates are run once, kept as they come, and are the same wherever they run."""

import math
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from sim.result import simulate
from sim.scenario import load
from sim.study.replicates.measures import CELLS
from sim.study.replicates.pools import Here
from sim.study.replicates.running import run
from sim.study.replicates.sample import paired, sample
from sim.study.replicates.store import EmptyError, Store, StoreError
from sim.study.replicates.study import Execution, Study, Wanted, Watch, each, opened
from sim.study.replicates.task import Record, Task, Tasks, drawn_scenario, evaluate
from sim.study.replicates.variants import Drawing, Variant
from sim.workers import WorkerLostError

HOURS = 3000.0


def variant(*overrides: str, label: str = "Baseline") -> Variant:
    return Variant(label, load("ilrs:baseline", overrides))


class Counting(Watch):
    def __init__(self) -> None:
        self.ran: list[int] = []

    def done(self, record: Record) -> None:
        self.ran.append(record.number)


def study(execution: Execution, watch: Watch | None = None, vary: str = "both") -> "Study":
    return opened("ensemble", "baseline", Drawing(1, vary, HOURS), ["x"], execution, watch)  # type: ignore[arg-type,return-value]


def test_a_replicate_is_the_run_of_its_number() -> None:
    one = variant()
    record = evaluate(Tasks(Drawing(1, "random", HOURS)).task(one, 3))
    result = simulate(one.scenario, seed=1, replicate=3, until=HOURS)
    for name, kpi in result.kpis.items():
        if isinstance(kpi.value, int | float):
            assert record.values[name] == pytest.approx(kpi.value, rel=1e-9), name
    assert record.values["shelter.wall.complete"] == math.inf
    assert record.values["goal.reached"] == math.inf
    pad = result.kpis["shelter.pad.complete"].value
    assert (pad is None) == math.isinf(record.values["shelter.pad.complete"])


def test_bands_are_read_at_the_ends_of_equal_stretches_and_lows_within_them() -> None:
    one = variant()
    record = evaluate(Tasks(Drawing(1, "random", HOURS)).task(one, 0))
    result = simulate(one.scenario, seed=1, until=HOURS)
    ends = np.linspace(0, HOURS, CELLS + 1)[1:]
    np.testing.assert_allclose(record.bands["bricks.laid"], result.channels["bricks.laid"].at(ends))
    charge = result.channels["energy.usable_charge"]
    fine = charge.at(np.linspace(0, HOURS, CELLS * 50 + 1))
    lows = np.array([fine[i * 50 : i * 50 + 51].min() for i in range(CELLS)])
    assert np.all(record.bands["energy.usable_charge"] <= lows + 1e-12)
    assert np.all(record.bands["energy.usable_charge"] >= lows - 0.02)


def test_what_varies_is_drawn_anew_and_the_rest_stays() -> None:
    one = variant()
    values = {
        vary: [evaluate(Tasks(Drawing(1, vary, HOURS)).task(one, n)).values for n in (0, 1)]
        for vary in ("random", "parameters", "both")
    }
    mass = {vary: [v["station.landed_mass"] for v in found] for vary, found in values.items()}
    assert mass["random"][0] == mass["random"][1]
    assert mass["parameters"][0] != mass["parameters"][1]
    assert mass["parameters"] == mass["both"]
    assert (
        values["random"][0]["tools.failures"] != values["parameters"][0]["tools.failures"]
        or mass["random"] != mass["both"]
    )
    again = drawn_scenario(one.scenario, 1, 1, None)
    assert simulate(again, seed=1, replicate=1, until=HOURS).kpis["station.landed_mass"].value == mass["both"][1]


def test_what_is_there_is_not_run_again_and_more_are_added(tmp_path) -> None:
    one, counting = variant(), Counting()
    for number in (2, 4):
        with study(Execution(tmp_path, 1), counting) as under:
            under.need(each([one], range(number)))
            assert len(sample(under.store, one)) == number
    assert counting.ran == [0, 1, 2, 3]
    assert [path.name for path in (tmp_path / "studies").glob("*/*")] == ["study.sqlite"]


def test_a_replicate_that_fails_is_kept_and_the_others_go_on(tmp_path) -> None:
    wide = '{ value = 0.05, basis = "assumption", note = "wide", range = [0, 0.2] }'
    one = variant(f"energy.batteries.main.last_reserve={wide}")
    with study(Execution(tmp_path, 1)) as under:
        under.need(each([one], range(6)))
        found = sample(under.store, one)
    assert len(found) + len(found.failures) == 6
    assert 0 < len(found.failures) < 6
    assert "must exceed last_reserve" in (found.failures[0].error or "")


def test_pairs_hold_what_ended_well_in_both() -> None:
    wide = '{ value = 0.05, basis = "assumption", note = "wide", range = [0, 0.2] }'
    one, other = variant(f"energy.batteries.main.last_reserve={wide}"), variant()
    with study(Execution(None, 1)) as under:
        under.need(each([one, other], range(6)))
        left, right = paired(sample(under.store, one), sample(under.store, other))
    assert left.numbers.tolist() == right.numbers.tolist()
    assert 0 < len(left) < 6


def test_given_quantiles_hold_chance_fixed() -> None:
    one = variant()
    with study(Execution(None, 1)) as under:
        under.need([Wanted(one, n, {"printers.solar-concentrator.mass": q}) for n, q in enumerate((0.0, 0.5, 1.0))])
        found = sample(under.store, one)
    mass = found["station.landed_mass"]
    assert mass[0] < mass[1] < mass[2]
    assert len(set(found["tools.failures"])) == 1


@pytest.mark.slow
def test_two_workers_and_one_give_the_same_and_so_do_shards_merged(tmp_path) -> None:
    one = variant()
    found = {}
    for place, execution in {
        "one": [Execution(tmp_path / "one", 1)],
        "two": [Execution(tmp_path / "two", 2)],
        "shards": [Execution(tmp_path / "shards", 1, shard=(i, 3)) for i in (1, 2, 3)]
        + [Execution(tmp_path / "shards", 1)],
    }.items():
        for each_execution in execution:
            counting = Counting()
            with study(each_execution, counting) as under:
                under.need(each([one], range(7)))
                if each_execution.shard is None:
                    found[place] = [(r.number, dict(r.values)) for r in under.store.records(one.key)]
    assert counting.ran == []  # all came from the shards
    assert repr(found["one"]) == repr(found["two"]) == repr(found["shards"])
    assert [path.name for path in (tmp_path / "shards" / "studies").glob("*/*")] == ["study.sqlite"]


def test_a_store_of_another_study_or_version_is_refused(tmp_path) -> None:
    path = tmp_path / "study.sqlite"
    Store(path, {"seed": "1"}).close()
    with pytest.raises(StoreError, match=r"holds another study \(seed differ\)"):
        Store(path, {"seed": "2"})
    import sqlite3

    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="its format is 99"):
        Store(path, {"seed": "1"})
    path.write_bytes(b"not a database, but long enough to be looked at by one that reads such a thing" * 9)
    with pytest.raises(StoreError, match="damaged or no study"):
        Store(path, {"seed": "1"})


@pytest.mark.slow
def test_a_second_writer_is_told(tmp_path) -> None:
    path = tmp_path / "study.sqlite"
    with Store(path, {}), pytest.raises(StoreError, match="another process is running this study"):
        Store(path, {})


def test_the_store_keeps_the_first_of_two_and_takes_the_place_of_what_was_lost() -> None:
    with Store(None, {}) as store:
        store.add(Record("v", 1, {"a": 1.0}))
        store.add(Record("v", 1, {"a": 2.0}))
        store.add(Record("v", 2, {}, error="died", lost=True))
        assert store.known("v") == {1}
        store.add(Record("v", 2, {"a": math.inf}))
        assert store.known("v") == {1, 2}
        assert [dict(one.values) for one in store.records("v")] == [{"a": 1.0}, {"a": math.inf}]


def test_running_asks_for_no_more_than_the_window() -> None:
    asked: list[int] = []
    tasks = Tasks(Drawing(1, "random", 100.0))
    one = variant()

    def giving():
        for number in range(3):
            asked.append(number)
            yield tasks.task(one, number)

    with Store(None, {}) as store:
        run(store, giving(), Here(), lambda record: asked.append(100 + record.number))
    assert asked == [0, 100, 1, 101, 2, 102]


class Deadly:
    """A pool in which some replicates kill their workers, so many times.

    Args:
        times: How often, by number.
    """

    workers, window, tries, words = 2, 4, 3, "2 workers"

    def __init__(self, times: dict[int, int]) -> None:
        self.times = times
        self.flying: dict[Future[Record], int] = {}
        self.beside: dict[int, list[int]] = {}

    def ready(self, number: int) -> None: ...

    def submit(self, task: Task) -> Future[Record]:
        future: Future[Record] = Future()
        self.beside.setdefault(task.number, []).append(len(self.flying))
        self.flying[future] = task.number
        return future

    def check(self) -> None:
        """Nothing has come in: the one that has waited longest ends."""
        future = next(iter(self.flying))
        number = self.flying.pop(future)
        if self.times.get(number, 0):
            self.times[number] -= 1
            future.set_exception(WorkerLostError("killed"))
        else:
            future.set_result(Record("v", number, {"a": float(number)}))

    def lost(self, error: BaseException) -> bool:
        return isinstance(error, WorkerLostError)

    def stop(self) -> None: ...

    def close(self) -> None: ...


def test_what_kills_its_worker_is_tried_three_times_in_the_end_alone(monkeypatch) -> None:
    monkeypatch.setattr("sim.study.replicates.running._TICK_S", 0.0)
    tasks = Tasks(Drawing(1, "random", 100.0))
    deadly = Deadly({1: 3, 3: 2, 4: 1})
    with Store(None, {}) as store:
        run(store, (replace(tasks.task(variant(), n), variant="v") for n in range(7)), deadly)
        records = list(store.records())
        assert [one.number for one in records] == list(range(7))
        assert [one.number for one in records if one.lost] == [1]
        assert records[1].error == "its worker was killed each time that it was tried, as it is where memory runs out"
        assert store.known("v") == {0, 2, 3, 4, 5, 6}
    assert [len(tried) for _, tried in sorted(deadly.beside.items())] == [1, 3, 1, 3, 2, 1, 1]
    assert deadly.beside[1][-1] == deadly.beside[3][-1] == 0


def test_what_has_no_memory_is_tried_again_by_the_next_command(monkeypatch, tmp_path) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    one = variant()
    with monkeypatch.context() as patched:
        patched.setattr("sim.study.replicates.task.simulate", full)
        with study(Execution(tmp_path, 1)) as under:
            under.need(each([one], range(2)))
            assert [(r.lost, r.error) for r in under.store.records()] == [(True, "there was no memory left for it")] * 2
    with study(Execution(tmp_path, 1)) as under:
        under.need(each([one], range(2)))
        assert [(r.lost, r.error) for r in under.store.records()] == [(False, None)] * 2


def test_one_is_measured_and_only_once() -> None:
    class Measuring(Counting):
        seconds = 0.0
        times = 0

        def measured(self, seconds: float) -> None:
            self.seconds = seconds
            self.times += 1

    one, measuring = variant(), Measuring()
    with study(Execution(None, 1), measuring) as under:
        under.need(each([one], range(2)))
        under.need(each([one, one], range(4)))
        assert [record.seconds for record in under.store.records() if record.number == 0] == [measuring.seconds]
    assert (measuring.times, measuring.ran) == (1, [0, 1, 2, 3])


def test_what_is_wrong_with_a_store_is_said_as_it_is_and_not_in_other_words(tmp_path) -> None:
    path = tmp_path / "study.sqlite"
    Store(path, {"seed": "1"}).close()
    with pytest.raises(StoreError) as caught:
        Store(path, {"seed": "2"})
    assert "cannot be used" not in str(caught.value)
    path.write_bytes(b"")
    with pytest.raises(EmptyError):
        Store(path, write=False)
