"""Where nothing can be written, the error names the folder that was given and nothing that is hidden in it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from sim.result.staging import STAGING, staging
from sim.study.writing import write_text

DENIED = [errno.EACCES, errno.EROFS]


@pytest.fixture(params=DENIED)
def denied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """No file or folder can be made; root, as whom tests may run, may make any."""
    number = int(request.param)

    def refuse(path: Any, *_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "mkdir", refuse)
    return number


def test_a_file_that_cannot_be_made_names_its_folder(tmp_path: Path, denied: int) -> None:
    with pytest.raises(OSError, match=r"Permission denied|Read-only") as refusal:
        write_text(tmp_path / "report.html", lambda stream: stream.write("x"))
    assert (refusal.value.errno, refusal.value.filename) == (denied, str(tmp_path))


def test_results_that_cannot_be_made_name_their_root(tmp_path: Path, denied: int) -> None:
    with pytest.raises(OSError, match=r"Permission denied|Read-only") as refusal, staging(tmp_path):
        pytest.fail("nothing can be written")
    assert (refusal.value.errno, refusal.value.filename) == (denied, str(tmp_path))
    assert STAGING not in str(refusal.value)
