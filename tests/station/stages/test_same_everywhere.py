"""A run with gates is the same bytes whatever the hash seed and the number of workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import ilrs
from tests.station.stages.gated import BATTERY, GOALS

pytestmark = pytest.mark.slow

SAME = ("kpis.json", "bottlenecks.json", "events.csv", "ledger.json", "trace.npz")
GATES = f"""
[stages.first]
goals = ["bricks", "data"]
planned = 2031-02-01
[stages.second]
goals = ["ground"]
after = ["first"]
[stages.third]
goals = ["data", "pad"]
[energy.batteries.extra]
behind = "second"
{BATTERY}
[tools.printers.more]
model = "solar-concentrator"
behind = "first"
[tools.sieves.more-of-them]
model = "vibrating"
behind = "third"
from = 2031-03-01
"""


def written(folder: Path) -> str:
    """The path of half a year of it."""
    path = folder / "gated.toml"
    head = 'title = "Gated"\nextends = "ilrs:baseline"\nend = 2031-06-01\n'
    path.write_text(f"{head}{GOALS}{GATES}", encoding="utf-8")
    return str(path)


def test_the_hash_seed_changes_no_byte(tmp_path: Path) -> None:
    run = ["run", written(tmp_path), "--no-plots"]
    folders = []
    for number in ("0", "4242"):
        done = ilrs(*run, "--out", str(tmp_path / number), PYTHONHASHSEED=number)
        assert done.returncode == 0, done.stderr
        folders.append(Path(done.stdout.splitlines()[0]))
    for name in SAME:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_workers_change_no_byte_and_a_lifted_limit_has_its_gates(tmp_path: Path) -> None:
    path = written(tmp_path)
    tables = []
    for workers in ("1", "2"):
        out = tmp_path / workers
        done = ilrs("ensemble", path, "-n", "3", "--workers", workers, "--out", str(out), "--no-plots")
        assert done.returncode == 0, done.stderr
        (table,) = out.rglob("replicates.csv")
        tables.append(table.read_bytes())
    assert tables[0] == tables[1]
    head = tables[0].splitlines()[0].decode()
    assert "stages.first.opened" in head
    assert "goal.bricks.late" in head
    done = ilrs("run", path, "--no-plots", "--relieve", "tools", "--out", str(tmp_path / "relieved"))
    assert done.returncode == 0, done.stderr
    assert "Gate first opened on" in done.stdout
