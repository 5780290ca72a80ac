"""Run folders that are damaged, or that somebody made up: whatever is in them, they are read rightly or refused."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.result import RunFolderError, load, save, simulate
from sim.scenario import Scenario
from tests.result.test_folder import SAME_BYTES, without_digests

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("made_up_station")]


@pytest.fixture
def folder(made_up_station: object, baseline: Scenario, tmp_path: Path) -> Path:
    return save(simulate(baseline, until=1000.0), tmp_path)


def refused(folder: Path) -> str:
    with pytest.raises(RunFolderError) as refusal:
        load(folder)
    return str(refusal.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run.json", *SAME_BYTES])
def test_a_flipped_bit_is_found_wherever_it_is(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    chance = random.Random(name)
    for _ in range(15):
        spoilt = bytearray(whole)
        at = chance.randrange(len(whole))
        spoilt[at] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(spoilt)
        if name == "run.json" and not _says_otherwise(whole, bytes(spoilt)):
            load(folder)
        else:
            assert str(folder) in refused(folder), at


def _says_otherwise(whole: bytes, spoilt: bytes) -> bool:
    """Whether JSON says something else, or nothing: blanks and the case of an exponent say nothing."""
    try:
        return bool(json.loads(whole) != json.loads(spoilt))
    except ValueError:
        return True


@pytest.mark.slow
def test_flipped_bits_of_a_trace_without_digests_are_no_traceback(folder: Path) -> None:
    without_digests(folder)
    whole = (folder / "trace.npz").read_bytes()
    result = load(folder)
    chance = random.Random(1)
    for at in [*range(60), *(len(whole) - 1 - each for each in range(60)), *chance.choices(range(len(whole)), k=60)]:
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << chance.randrange(8)
        (folder / "trace.npz").write_bytes(spoilt)
        with contextlib.suppress(RunFolderError):
            # Dates and rights of the members may change unseen: they say nothing.
            assert load(folder) == result


def spoil_trace(folder: Path, name: str, content: bytes) -> None:
    """Put another content in place of an array; the file is sound by its own checksums."""
    trace = folder / "trace.npz"
    with zipfile.ZipFile(trace) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members[name] = content
    with zipfile.ZipFile(trace, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, there in members.items():
            archive.writestr(member, there)
    without_digests(folder)


def array(values: Any) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(values))
    return stream.getvalue()


def claims(shape: str, dtype: str = "<f8") -> bytes:
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(80)


@pytest.mark.parametrize(
    "content",
    [
        claims("(1000000000000,)"),
        claims("(1000000, 1000000, 1000000, 1000000)"),
        claims("(-1,)"),
        claims("(10,)", "|O"),
        claims("(2,)", "<U20"),
        claims("'x'"),
        claims("(" * 90),
        array([3.0, 1.0]),
        array([0.0, np.nan]),
        array([[0.0, 1.0]]),
        array([]),
        b"",
    ],
)
def test_arrays_may_claim_what_they_like(folder: Path, content: bytes) -> None:
    spoil_trace(folder, "bricks.heat/time_h.npy", content)
    assert "damaged" in refused(folder)


def test_no_more_is_unpacked_than_a_run_can_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.result.archive.MOST_BYTES", 10_000_000)
    spoil_trace(folder, "bricks.heat/time_h.npy", bytes(20_000_000))
    assert "at most 10,000,000 are read" in refused(folder)


Change = Callable[[Any], object]
WRONG: dict[str, tuple[str, Change]] = {
    "a list for a seed": ("run.json", lambda about: about.update(seed=[1])),
    "a truth for a seed": ("run.json", lambda about: about.update(seed=True)),
    "a number for a name": ("run.json", lambda about: about.update(scenario=5)),
    "a list for a status": ("run.json", lambda about: about.update(status=["done"])),
    "a text for hours": ("run.json", lambda about: about.update(simulated_hours="1000")),
    "more hours than the scenario has": ("run.json", lambda about: about.update(simulated_hours=1e12)),
    "a list for wall times": ("run.json", lambda about: about.update(wall_s=[1])),
    "a text for memory": ("run.json", lambda about: about.update(peak_memory_mib="much")),
    "a table for a value": ("kpis.json", lambda kpis: kpis["bricks.laid"].update(value={})),
    "a list for a KPI": ("kpis.json", lambda kpis: kpis.update({"bricks.laid": [1]})),
    "an endless value": ("kpis.json", lambda kpis: kpis["bricks.laid"].update(value=float("inf"))),
    "an unknown key": ("kpis.json", lambda kpis: kpis["bricks.laid"].update(more=1)),
    "a number for a unit": ("ledger.json", lambda books: next(iter(books.values())).update(unit=1)),
    "a text in an account": ("ledger.json", lambda books: next(iter(books.values())).update(accounts={"in.a": "1"})),
    "numbers for causes": ("bottlenecks.json", lambda found: found.update(causes=[1])),
    "texts for hours": ("bottlenecks.json", lambda found: found["machines"][0].update(states={"failed": "x"})),
}


@pytest.mark.parametrize("case", WRONG)
def test_json_of_other_types_is_refused(folder: Path, case: str) -> None:
    name, change = WRONG[case]
    content = json.loads((folder / name).read_text())
    change(content)
    (folder / name).write_text(json.dumps(content))
    without_digests(folder)
    assert str(folder) in refused(folder)


@pytest.mark.parametrize("name", ["kpis.json", "ledger.json", "bottlenecks.json", "run.json"])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 100_000, "1" * 5000, '{"a": NaN}', "null", ""])
def test_json_of_any_form_is_refused(folder: Path, name: str, text: str) -> None:
    without_digests(folder)
    (folder / name).write_text(text)
    assert str(folder) in refused(folder)


@pytest.mark.parametrize(
    "row", ["nan,x,a,b,c,d", "1,x,a", "1,x,a,b,c,d,e", "x,x,a,b,c,d", f'1,x,a,b,c,"{"d" * 200_000}"']
)
def test_events_of_any_form_are_refused(folder: Path, row: str) -> None:
    without_digests(folder)
    with (folder / "events.csv").open("a") as stream:
        stream.write(row + "\n")
    assert str(folder) in refused(folder)


@pytest.mark.parametrize("name", ["run.json", *SAME_BYTES])
def test_no_file_of_a_run_folder_leads_out_of_it(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(folder / name, tmp_path / "elsewhere")
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert "no file of this folder" in refused(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names")
@pytest.mark.parametrize("name", ["run.json", "kpis.json", "trace.npz"])
def test_a_pipe_is_not_waited_for(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert str(folder) in refused(folder)


def test_texts_from_a_run_folder_are_visible(folder: Path) -> None:
    without_digests(folder)
    about = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps(about | {"scenario": "a\x1b[31m"}))
    with (folder / "events.csv").open("a") as stream:
        stream.write("1000,x,a\x1b,'=b,c,d\x07\n")
    result = load(folder)
    assert result.name == "a\\x1b[31m"
    last = result.events[-1]
    assert (last.system, last.subject, last.detail) == ("a\\x1b", "=b", "d\\x07")
