"""A run with milestones: some reached before the plan, some after it, one not by the end."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sim.result import Result, simulate
from sim.scenario import Scenario, load

GOALS = """
[references.plan]
title = "A plan"

[goals.pad]
title = "A pad to land on"
published = 2034-01-01
source = "plan"

[goals.wall]
title = "Core structure stands"
published = [2035-01-01, 2040-01-01]
source = "plan"

[goals.first]
kind = "measure"
measure = "bricks.laid"
title = "First brick"
at_least = { value = 1, unit = "1", basis = "design" }
published = 2031-02-01
source = "plan"
"""


def milestones(folder: Path) -> Scenario:
    """The cargo campaign with a published plan, written into a folder."""
    path = folder / "milestones.toml"
    path.write_text(f'title = "Cargo"\nextends = "ilrs:cargo-campaign"\n{GOALS}', encoding="utf-8")
    return load(path)


@cache
def cargo() -> Result:
    """A run of it, made once."""
    with tempfile.TemporaryDirectory() as folder:
        return simulate(milestones(Path(folder)))
