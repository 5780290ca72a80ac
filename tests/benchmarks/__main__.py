"""Prints what the benchmarks measure: ``python -m tests.benchmarks``."""

import sys
from functools import partial

from tests.benchmarks import replicates, workloads


def main() -> None:
    """Measure every workload against a bare timeout loop."""
    write = sys.stdout.write
    write("cost per SimPy event as a multiple of a bare timeout loop in the same run\n")
    for name, workload in workloads.ENGINE.items():
        ratio, cost = workloads.ratio(lambda workload=workload: partial(workload, 20_000))
        write(f"  {name:28s} {ratio:6.1f}   ({cost * 1e6:5.1f} us)\n")
    for title, run in workloads.RUNS.items():
        ratio, cost = workloads.ratio(run, rounds=2)
        write(f"  {title:28s} {ratio:6.1f}   ({cost * 1e6:5.1f} us)\n")
    write("a simulated day, over the first half year\n")
    for name, (calls, events) in workloads.RECORDED.items():
        found = (
            workloads.calls_a_day(name, workloads.COUNTED_DAYS),
            workloads.events_a_day(name, workloads.COUNTED_DAYS),
        )
        write(f"  {name + ', calls':28s} {found[0]:8.0f}   (recorded {calls})\n")
        write(f"  {name + ', events':28s} {found[1]:8.1f}   (recorded {events})\n")
    with_, without = (min(workloads.whole_run(histories=one) for _ in range(3)) for one in (True, False))
    write("from a scenario to its KPIs, five years of the baseline, the sky known from before\n")
    write(f"  with histories {with_:.3f} s, without {without:.3f} s of processor time\n")
    write("a replicate of a study of the baseline, five years\n")
    ratio, cost = replicates.cost()
    write(f"  {ratio:.3f} times the bare simulation without histories   ({cost:.3f} s)\n")
    (one, _), (two, expected) = replicates.study(200, 1), replicates.study(200, 2)
    write(f"  200 of them: {one:.1f} s in one process, {two:.1f} s with two workers: {one / two:.2f} times as fast\n")
    write(f"  expected after the first {expected:.1f} s\n")
    early, late = replicates.growth()
    write(f"  memory of the parent after 200 of 1000: {early:.1f} MiB, at their end: {late:.1f} MiB\n")


if __name__ == "__main__":
    main()
