"""Invented comparisons for tests of figures."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sim.study import KpiRow
from tests.view.fake_runs import FakeRun


def fake_comparison(results: list[FakeRun], remarks: tuple[str, ...] = ()) -> Any:
    """A comparison of invented runs."""
    rows = {}
    for name, about in results[0].kpis.items():
        values = tuple(r.kpis[name].value for r in results)
        unit = "d" if about.unit == "utc" else about.unit
        differences: list[float | None] = []
        for value in values:
            if isinstance(value, str) and isinstance(values[0], str):
                differences.append(
                    (datetime.fromisoformat(value) - datetime.fromisoformat(values[0])).total_seconds() / 86400
                )
            elif value is None or isinstance(value, str) or values[0] is None:
                differences.append(None)
            else:
                differences.append(value - values[0])
        rows[name] = KpiRow(
            name=name,
            label=about.label,
            unit="UTC date" if about.unit == "utc" else about.unit,
            definition="",
            values=tuple(v[:10] if isinstance(v, str) else v for v in values),
            differences=tuple(differences),
            difference_unit=unit,
        )
    labels = tuple(r.name for r in results)
    return SimpleNamespace(
        results=tuple(results),
        labels=labels,
        kpis=rows,
        changes={
            label: tuple(
                SimpleNamespace(
                    key=f"energy.batteries.main.capacity-{k}",
                    a=SimpleNamespace(basis="design"),
                    b=None,
                    a_text=f"{1000 + k} kWh",
                    b_text="-",
                )
                for k in range(i + 2)
            )
            for i, label in enumerate(labels[1:])
        },
        remarks=remarks,
        noise=None,
        within_noise=lambda _label, _kpi: False,
    )
