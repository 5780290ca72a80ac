"""Fixtures of the tests of scenario files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import files
from tests.scenario.workshop import BASE, DEFAULTS, HORIZON, MACHINES, REFERENCES, Workshop


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop(tmp_path / "work")
    shop.path.mkdir()
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(files, "shipped_folder", lambda: shipped)
    monkeypatch.chdir(shop.path)
    for name, text in (("defaults", DEFAULTS), ("machines", MACHINES), ("references", REFERENCES)):
        shop.write(f"../shipped/library/{name}.toml", text)
    shop.write("base.toml", BASE)
    shop.write("ridge.csv", HORIZON)
    return shop
