"""Pipes, closed and full outputs, terminals, encodings and names that are no text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import RUN, ilrs

pytestmark = pytest.mark.slow


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "sky", "ilrs:baseline", "--csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("utc,")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(30) == 0
    process.stderr.close()


def test_nothing_is_coloured_or_wrapped_off_a_terminal(tmp_path: Path) -> None:
    done = ilrs("assumptions", "ilrs:baseline", COLUMNS="40", TERM="xterm-256color")
    assert "\x1b" not in done.stdout + done.stderr
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
    lines = done.stdout.splitlines()
    assert len(lines) > 60
    assert max(len(line) for line in lines) > 100


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize(
    "verb", [["show"], ["sky", "--csv", "-", "--step", "30d"], ["run", "--until", "2031-01-05", "--no-plots"]]
)
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_output_is_no_fault(tmp_path: Path, verb: list[str], closed: str) -> None:
    command = [sys.executable, "-m", "sim", verb[0], "ilrs:baseline", *verb[1:]]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
    done = subprocess.run(shell, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(list(tmp_path.glob("results/baseline/*/run.json"))) == (verb[0] == "run")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
def test_standard_output_by_its_name_is_a_pipe_like_any_other() -> None:
    asked = ["sky", "ilrs:baseline", "--step", "300d"]
    plain, named = ilrs(*asked, "--csv"), ilrs(*asked, "--csv", "/dev/stdout")
    assert (named.returncode, named.stdout, named.stderr) == (0, plain.stdout, "")
    assert len(plain.stdout.splitlines()) == 8


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are text there")
def test_a_file_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    names = [os.fsdecode(name) for name in (b"one\xff.toml", b"\xfe\nother.toml")]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f'title = "T"\nextends = "ilrs:baseline.toml"\nseed = {number}\n')
    paths = [str(tmp_path / name) for name in names]
    out = ["--until", "2031-01-05", "--out", str(tmp_path / os.fsdecode(b"out\xff"))]
    for arguments in (["check", *paths], ["run", paths[0], *out], ["compare", *paths, *out]):
        done = ilrs(*arguments)
        assert done.returncode == 0, done.stderr
    missing = ilrs("check", paths[0] + "x")
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_that_cannot_be_written_is_one_message() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "show", "ilrs:baseline"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: no space left on device\n"


def test_an_encoding_without_the_characters_does_no_harm(tmp_path: Path) -> None:
    done = ilrs(*RUN, "--no-plots", "--out", str(tmp_path), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_gets_a_bar_that_goes_and_a_summary_within_its_width(tmp_path: Path) -> None:
    import fcntl
    import pty
    import re
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *RUN, "--no-plots", "--out", str(tmp_path / "out")],
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(master)
    assert process.wait(60) == 0
    text = shown.decode()
    assert "simulating" in text
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines()
    summary = plain[plain.index("Energy") :]
    assert len(summary) > 30
    # A path is as long as it is.
    assert max(len(line) for line in summary if not line.startswith("for the report: ")) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locales")
@pytest.mark.parametrize("name", ["Étoile 站", os.fsdecode(b"bad\xff")])
def test_names_that_are_not_ascii_run_under_every_locale(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_text('title = "Étoile"\nextends = "ilrs:baseline"\n', encoding="utf-8")
    plain = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    out = tmp_path / "out"
    for environment in (plain, {}):
        done = ilrs("run", str(file), "--until", "2031-01-05", "--no-plots", "--out", str(out), **environment)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    # One folder, found again, and its name in UTF-8.
    assert "was run before" in done.stderr
    (folder,) = out.glob("*/*")
    assert os.fsencode(folder.parent.name).decode() == name.encode(errors="replace").decode().replace("?", "\ufffd")
    for verb in (["check", str(file)], ["report", str(folder)], ["export", "kpis", str(folder)], ["run", f"{file}x"]):
        done = ilrs(*verb, **plain)
        assert "Traceback" not in done.stderr
        assert done.returncode == (2 if verb[0] == "run" else 0), done.stderr
    found = ilrs("compare", str(file), "ilrs:baseline", "--until", "2031-01-05", "--out", str(out), **plain)
    assert found.returncode == 0, found.stderr
    (comparison,) = out.glob("comparisons/*")
    assert ilrs("export", "kpis", str(comparison), **plain).returncode == 0


ACTING = "\x1b]0;PWNED\x07\x1b[31m"
"""Names the window of a terminal and paints what follows red."""


def no_control_characters(text: str) -> bool:
    return all(character.isprintable() or character in "\n\t" for character in text)


def test_no_control_character_gets_through(tmp_path: Path) -> None:
    """Neither from what a scenario says nor from what files are called, and into nothing that is written."""
    shown = ACTING.encode("unicode_escape").decode().replace("\\x1b", "\\u001b").replace("\\x07", "\\u0007")
    file = tmp_path / f"a{ACTING}.toml"
    file.write_text(
        f'title = "evil {shown}"\nsummary = "{shown}"\nextends = "ilrs:baseline"\n[site]\nname = "=1+1 {shown}"\n'
        "[energy.batteries.main]\n"
        f'capacity = {{ value = 1250, unit = "kWh", basis = "assumption", note = "=cmd|{shown}" }}\n'
    )
    out = str(tmp_path / "out")
    looks = (["check"], ["show"], ["assumptions"], ["assumptions", "--format", "csv"])
    texts = [ilrs(verb[0], str(file), *verb[1:]) for verb in looks]
    texts.append(ilrs("run", str(file), "--until", "2031-01-05", "--no-plots", "--out", out))
    (folder,) = Path(out).glob("*/*")
    texts += [ilrs("report", str(folder)), ilrs("run", str(tmp_path / f"none{ACTING}.toml")), ilrs(f"verb{ACTING}")]
    assert [done.returncode for done in texts] == [0] * 6 + [2, 2]
    assert all(no_control_characters(done.stdout + done.stderr) for done in texts)
    assert "evil \\x1b]0;PWNED\\x07\\x1b[31m" in texts[0].stdout
    assert "'=cmd|" in texts[3].stdout
    written = [path for path in folder.rglob("*") if path.suffix in {".json", ".csv", ".toml", ".html"}]
    assert len(written) >= 6
    assert all(no_control_characters(path.read_text()) for path in written)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
@pytest.mark.parametrize("verb", ["assumptions", "check", "run"])
def test_no_control_character_of_a_scenario_reaches_a_terminal(tmp_path: Path, verb: str) -> None:
    import pty

    file = tmp_path / f"a{ACTING}.toml"
    file.write_text('title = "\\u001b]0;PWNED\\u0007"\nextends = "ilrs:baseline"\n')
    more = ["--until", "2031-01-03", "--no-plots", "--out", str(tmp_path)] if verb == "run" else []
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", verb, str(file), *more], stdout=theirs, stderr=theirs, stdin=theirs
    )
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
    except OSError:
        pass
    os.close(ours)
    assert process.wait(60) == 0
    assert b"\x1b]" not in seen
    assert b"\x07" not in seen
    assert b"\x1b[31m" not in seen
