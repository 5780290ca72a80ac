"""Prints what the benchmarks measure: ``python -m tests.benchmarks``."""

import sys
from functools import partial

from tests.benchmarks import workloads


def main() -> None:
    """Measure every workload against a bare timeout loop."""
    write = sys.stdout.write
    write("cost per SimPy event as a multiple of a bare timeout loop in the same run\n")
    for name, workload in workloads.ENGINE.items():
        ratio, cost = workloads.ratio(lambda workload=workload: partial(workload, 20_000))
        write(f"  {name:28s} {ratio:6.1f}   ({cost * 1e6:5.1f} us)\n")
    ratio, cost = workloads.ratio(partial(workloads.prepared_baseline, 1826), rounds=2)
    write(f"  {'baseline scenario, 5 years':28s} {ratio:6.1f}   ({cost * 1e6:5.1f} us)\n")


if __name__ == "__main__":
    main()
