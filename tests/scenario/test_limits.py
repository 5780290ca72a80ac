"""Files far larger or deeper than any scenario, and more of them: each is refused at once, with the limit."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.limits import DEEPEST, LARGEST_INTEGER, MOST_FILES, MOST_KEYS
from tests.scenario.workshop import Workshop

HUGE = 100_000
DEEP = ".".join(["a"] * HUGE)
AT_ONCE_S = 2.0
TOO_LARGE: dict[str, tuple[str, int | None, str]] = {
    "a deep key": (f"{DEEP} = 1\n", 2, f"more than {DEEPEST} tables"),
    "a deep quoted key": (".".join(['"a b"'] * 60) + " = 1\n", 2, f"more than {DEEPEST} tables"),
    "a deep header": (f"[{DEEP}]\nb = 1\n", 2, f"more than {DEEPEST} tables"),
    "a deep inline key": (f"x = {{ {DEEP} = 1 }}\n", 2, f"more than {DEEPEST} tables"),
    "deep arrays": (f"x = {'[' * HUGE}{']' * HUGE}\n", None, f"more than {DEEPEST} tables"),
    "deep inline tables": ("x = " + "{ a = " * 60 + "1" + " }" * 60 + "\n", None, f"more than {DEEPEST} tables"),
    "many keys": ("".join(f"key-{at} = 1\n" for at in range(1_000_000)), None, f"more than {MOST_KEYS:,} keys"),
    "many tables": ("".join(f"[key-{at}]\n" for at in range(HUGE)), None, f"more than {MOST_KEYS:,} keys"),
    "many extended": (f"extends = {['b.toml'] * HUGE}\n", 2, f"at most {MOST_FILES} files"),
    "a number too long to show": (f"seed = 0x{'F' * 5000}\n", 2, f"at most {LARGEST_INTEGER:,}"),
    "such a number in a list": (f"extends = [0x{'F' * 5000}]\n", 2, f"at most {LARGEST_INTEGER:,}"),
}


def refused(name: str | Path, *overrides: str) -> ScenarioError:
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as refusal:
        load(str(name), overrides)
    assert time.perf_counter() - begun < AT_ONCE_S
    return refusal.value


@pytest.mark.slow
@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_is_too_large_is_refused_at_once(tmp_path: Path, case: str) -> None:
    text, line, piece = TOO_LARGE[case]
    file = tmp_path / "a.toml"
    file.write_text(f'title = "A"\n{text}')
    (problem,) = refused(file).problems
    assert (problem.file, problem.line) == (str(file), line)
    assert piece in problem.message


def test_a_chain_of_files_ends(tmp_path: Path) -> None:
    for at in range(MOST_FILES + 5):
        (tmp_path / f"{at}.toml").write_text(f'title = "A"\nextends = "{at + 1}.toml"\n')
    (problem,) = refused(tmp_path / "0.toml").problems
    assert problem.file == str(tmp_path / f"{MOST_FILES}.toml")
    assert f"at most {MOST_FILES} files" in problem.message


@pytest.mark.slow
def test_of_many_problems_the_first_are_shown_and_the_number_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('title = "A"\nextends = "ilrs:baseline"\n' + "".join(f"key-{at} = 1\n" for at in range(10_000)))
    problems = refused(file).problems
    assert len(problems) == ScenarioError.MOST + 1
    assert problems[0].message == "10,000 keys are wrong or missing; the first are shown"
    assert problems[-1].message == "101 more problems are not shown; mend these first"


def test_a_text_with_many_dots_is_no_deep_key(workshop: Workshop) -> None:
    name = workshop.changed("seed = 3", f'seed = 3\nsummary = """\n{DEEP[:400]}\n1.{DEEP[:400]}, {{{DEEP[:400]}"""')
    assert load(name).summary.startswith("a.a.a")


@pytest.mark.parametrize(
    ("value", "piece"), [(f"[0x{'F' * 5000}]", "a number too large"), (f"[{'[' * 60}{']' * 60}]", "too deeply")]
)
def test_overrides_are_limited_too(value: str, piece: str) -> None:
    (problem,) = refused("ilrs:baseline", f"shelter.structures.wall.after={value}").problems
    assert (problem.file, problem.key) == ("--set", "shelter.structures.wall.after")
    assert piece in problem.message
