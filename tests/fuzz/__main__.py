"""``python -m tests.fuzz SEED NUMBER`` writes a case into `work/`, which git ignores, runs it and says what comes."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.generator import make
from tests.fuzz.laws import judge

if __name__ == "__main__":
    case = make(int(sys.argv[1]), int(sys.argv[2]))
    for one in case.settings:
        sys.stdout.write(f"--set '{one}'\n")
    folder = Path("work")
    folder.mkdir(exist_ok=True)
    sys.stdout.write(f"{', '.join(case.changes)}\n{judge(case, folder)}\n")
