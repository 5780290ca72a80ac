"""The same run is the same bytes: whatever the hash seed, and when two processes write it at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import RUN, ilrs

pytestmark = pytest.mark.slow

SAME = ("kpis.json", "bottlenecks.json", "events.csv", "ledger.json", "trace.npz", "scenario.toml")


def test_the_hash_seed_changes_no_byte_and_the_seed_changes_some(tmp_path: Path) -> None:
    folders = []
    # Long enough for something to fail.
    run = [*RUN, "--until", "2031-07-01"]
    for name, hash_seed, seed in (("a", "0", "5"), ("b", "424242", "5"), ("c", "0", "6")):
        done = ilrs(*run, "--no-plots", "--seed", seed, "--out", str(tmp_path / name), PYTHONHASHSEED=hash_seed)
        assert done.returncode == 0, done.stderr
        folders.append(Path(done.stdout.splitlines()[0]))
    one, same, other = folders
    for name in SAME:
        assert (one / name).read_bytes() == (same / name).read_bytes(), name
    assert (one / "kpis.json").read_bytes() != (other / "kpis.json").read_bytes()


def test_two_processes_that_write_one_run_leave_one_whole_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", *RUN, "--no-plots", "--quiet", "--force", "--out", str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert outputs[0] == outputs[1]
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]
    (folder,) = (tmp_path / "baseline").iterdir()
    assert len(list(folder.iterdir())) == 8
