"""Tables of studies as text and as DataFrames, dates after the end among them."""

from __future__ import annotations

import csv
import io
import math

import pytest

from sim.export import ExportError, kpi_table
from sim.study.replicates.measures import CHIEF
from tests.study.ensembles.invented import ensemble, forty

pandas = pytest.importorskip("pandas")


def test_replicates_are_a_row_each_and_dates_are_dates() -> None:
    frame = forty().to_frame()
    assert list(frame.columns[:4]) == ["variant", "replicate", "error", CHIEF]
    assert len(frame) == 43
    assert frame["replicate"].tolist() == list(range(43))
    assert str(frame[CHIEF].dtype).startswith("datetime64")
    # Day 1400 from the first of January 2031.
    assert frame[CHIEF][0] == pandas.Timestamp("2034-11-01")
    after = frame[f"{CHIEF}.after_end"]
    assert after.sum() == 10
    assert frame[CHIEF][after.fillna(False).astype(bool)].isna().all()
    failed = frame[frame["error"].notna()]
    assert failed["replicate"].tolist() == [3, 11, 40]
    assert failed[f"{CHIEF}.after_end"].isna().all()
    assert failed["bricks.laid"].isna().all()
    assert str(frame["bricks.laid"].dtype) == "Int64"


def test_tables_are_frames_by_name() -> None:
    found = forty()
    goals = found.to_frame("goals")
    assert goals["q5"][0] == pandas.Timestamp("2034-11-20T12:00")
    assert pandas.isna(goals["q95"][0])
    outcomes = found.to_frame("quantiles").set_index("measure")
    assert outcomes.loc["bricks.laid", "q50"] == 170_500
    assert outcomes.loc[CHIEF, "q95"] == math.inf
    with pytest.raises(ExportError, match=r"no table 'quantile' of this study; did you mean .quantiles"):
        found.to_frame("quantile")
    with pytest.raises(ExportError, match="a frame of a study takes no grid"):
        found.to_frame("goals", grid="1h")


def test_the_table_of_kpis_has_all_digits_or_is_for_people() -> None:
    found = forty()
    rows = list(csv.DictReader(io.StringIO(found.kpi_table("csv"))))
    assert {row["measure"] for row in rows} == set(found.measures)
    assert next(row["q95"] for row in rows if row["measure"] == CHIEF) == "inf"
    text = kpi_table(found, "markdown", ["station.landed_mass", CHIEF])
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| Mass landed", "| Last structure stands"]
    assert lines[3].endswith("not by 2036-01-01 |")
    assert "parameters are assumptions" in text
    assert "3 replicates failed" in text
    with pytest.raises(ExportError, match=r"no KPI 'bricks.laud' in the table 'quantiles'; did you mean .bricks.laid"):
        found.kpi_table("csv", kpis=["bricks.laud"])
    with pytest.raises(ExportError, match="no form 'word' of tables; there are csv, markdown, latex, html"):
        found.kpi_table("word")


def test_a_notebook_shows_sentences_and_tables() -> None:
    shown = forty()._repr_html_()
    assert "75 % (95 % interval 60 to 86) of runs" in shown
    assert "<details><summary>all 6 rows</summary>" in shown
    nothing = ensemble({}, failed={0: "<b>"})
    assert "None of 1 replicate ended well." in nothing._repr_html_()
    assert "&lt;b&gt;" in nothing._repr_html_()
    with pytest.raises(ExportError, match="this study has no tables"):
        nothing.kpi_table()
