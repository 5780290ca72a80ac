"""A scenario whose texts try to become markup."""

from __future__ import annotations

from pathlib import Path

SCRIPT = "</script><script>window.hacked=1</script>"
STEM = "a<img src=x onerror=window.hacked=2>\"'&amp; ]]>"
TITLE = f"</style>{SCRIPT}'\"><svg onload=window.hacked=3>"
SUMMARY = f"-->{SCRIPT} ]]> {{{{ 7*7 }}}} \u2028 \u202e mirrored 月面基地 " + "very-long-" * 40
SITE = "Rim <b>bold</b> & 'quoted' \u2029 \"double\""
NOTE = "<iframe srcdoc='<script>parent.hacked=4</script>'></iframe>"

TEXT = """
title = @title
summary = @summary
extends = "ilrs:baseline.toml"

[site]
name = @site

[energy.batteries.main]
capacity = { value = 700, unit = "kWh", basis = "assumption", note = @note }
"""


def write(folder: Path) -> Path:
    """The scenario as a file whose name is hostile, too."""
    path = folder / f"{STEM}.toml"
    values = {"title": TITLE, "summary": SUMMARY, "site": SITE, "note": NOTE}
    text = TEXT
    for name, value in values.items():
        text = text.replace(f"@{name}", _quoted(value))
    path.write_text(text, encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
