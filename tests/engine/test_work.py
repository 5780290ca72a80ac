"""Work and meters: random histories of rates against closed forms."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Meter, Recorder, Work
from tests.engine.parts import at

RATES = st.one_of(st.integers(0, 8).map(float), st.floats(1e-3, 10.0))
SPANS = st.one_of(st.integers(0, 4).map(float), st.floats(0.01, 5.0))


def exact_end(amount: float, history: list[tuple[float, float]]) -> Fraction | None:
    """When ``amount`` is done at the given (rate, span), the last rate without end; in rational arithmetic."""
    left, now = Fraction(amount), Fraction(0)
    for index, (rate, span) in enumerate(history):
        last = index == len(history) - 1
        if rate > 0 and (last or left <= Fraction(rate) * Fraction(span)):
            return now + left / Fraction(rate)
        left -= Fraction(rate) * Fraction(span)
        now += Fraction(span)
    return None


@pytest.mark.slow
@given(
    st.one_of(st.integers(1, 30).map(float), st.floats(0.1, 50.0)),
    st.lists(st.tuples(RATES, SPANS), min_size=1, max_size=15),
)
@settings(max_examples=800)
def test_work_is_done_once_at_the_exact_time(amount: float, history: list[tuple[float, float]]) -> None:
    env = Environment()
    ends: list[float] = []
    work = Work(env, amount, lambda: ends.append(env.now))

    def run():
        for rate, span in history:
            work.set_rate(rate)
            done = work.done
            assert 0.0 <= done <= amount
            yield env.timeout(span)
            assert work.done >= done

    env.process(run())
    env.run()
    expected = exact_end(amount, history)
    if expected is None:
        assert ends == []
        assert not work.finished
        total = sum(Fraction(rate) * Fraction(span) for rate, span in history)
        assert work.done == pytest.approx(float(total), rel=1e-12, abs=1e-12)
    else:
        # A last sliver left by the rounding of a sum may be done at the next, slower rate.
        assert ends == [pytest.approx(float(expected), rel=1e-9, abs=1e-9)]
        assert work.finished
        assert work.done == amount
        assert work.rate == 0.0


@pytest.mark.parametrize("change_comes_first", [True, False])
@pytest.mark.parametrize("rate", [0.0, 1.0, 5.0])
def test_a_job_that_is_done_as_its_rate_changes_is_done(rate: float, change_comes_first: bool) -> None:
    """The light goes at the very instant at which the batch is ready: it does not lie there until the next morning."""
    env = Environment()
    ends: list[float] = []
    work = Work(env, 10.0, lambda: ends.append(env.now))
    if not change_comes_first:
        work.set_rate(2.0)
    at(env, 5.0, lambda: work.set_rate(rate))
    work.set_rate(2.0)
    env.run(until=100.0)
    assert ends == [5.0]


def test_a_pause_a_rounding_before_the_end_comes_too_late() -> None:
    """The job ends at 0.1 + 0.2 = 0.30000000000000004 h and is to pause at 0.3 h."""
    env = Environment(0.1)
    ends: list[float] = []
    work = Work(env, 0.2, lambda: ends.append(env.now))
    work.set_rate(1.0)
    at(env, 0.3, lambda: work.set_rate(0.0))
    env.run(until=1.0)
    assert ends == [pytest.approx(0.3)]


def test_a_finished_job_does_not_start_again() -> None:
    env = Environment()
    ends: list[float] = []
    work = Work(env, 1.0, lambda: ends.append(env.now))
    work.set_rate(1.0)
    env.run(until=2.0)
    work.set_rate(3.0)
    env.run(until=10.0)
    assert ends == [1.0]
    assert work.done == 1.0


def test_a_job_may_start_the_next_one_when_it_is_done() -> None:
    env = Environment()
    ends: list[float] = []

    def start() -> None:
        def done() -> None:
            ends.append(env.now)
            start()

        Work(env, 1.5, done).set_rate(0.5)

    start()
    env.run(until=100.0)
    assert ends == [3.0 * (i + 1) for i in range(33)]


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_wrong_amounts_and_rates_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="amount of work"):
        Work(Environment(), value, lambda: None)
    if value != 0.0:
        with pytest.raises(ValueError, match="rate of work"):
            Work(Environment(), 1.0, lambda: None).set_rate(value)


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(-100.0, 100.0), SPANS), min_size=1, max_size=20))
@settings(max_examples=200)
def test_a_meter_adds_up(history: list[tuple[float, float]]) -> None:
    env = Environment()
    recorder = Recorder("total", "kg", "linear")
    meter = Meter(env, recorder)
    expected = [0.0]

    def run():
        for rate, span in history:
            meter.set_rate(rate)
            yield env.timeout(span)
            expected.append(expected[-1] + meter.rate * span)
            assert meter.total == pytest.approx(expected[-1], rel=1e-12, abs=1e-9)

    env.process(run())
    env.run()
    meter.mark()
    channel = recorder.channel(env.now)
    assert channel.at(env.now) == pytest.approx(expected[-1], rel=1e-12, abs=1e-9)
    assert channel.at(0.0) == 0.0
