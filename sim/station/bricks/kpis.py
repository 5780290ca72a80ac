"""KPIs of the bricks."""

from __future__ import annotations

from sim.station.band import Band
from sim.station.kpi import Detail, Group, KpiSpec, KpiValue, Record


def _per_good_brick(record: Record, *channels: str) -> KpiValue:
    """What went into the printers by these channels, per brick that passed inspection."""
    printed, rejected = record.counted("bricks", "in.printed"), record.counted("bricks", "out.rejected")
    good = None if printed is None or rejected is None else printed - rejected
    parts = [record.last(channel) for channel in channels]
    known = [part for part in parts if part is not None]
    return sum(known[1:], known[0]) / good if good and len(known) == len(parts) else None


KPIS = (
    KpiSpec(
        "bricks.laid",
        "1",
        "Bricks laid",
        "Bricks laid in structures",
        Group.BUILT,
        lambda record: record.counted("bricks", "out.laid"),
        better=1,
        grows=True,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "bricks.printed",
        "1",
        "Bricks printed",
        "Bricks printed, rejected ones included",
        Group.MACHINES,
        lambda record: record.counted("bricks", "in.printed"),
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "bricks.energy_per_brick",
        "kWh",
        "Energy per brick",
        "Heat and electricity into the printers per good brick; the sunlight on the mirrors is named apart",
        Group.EFFICIENCY,
        lambda record: _per_good_brick(record, "bricks.heat", "bricks.electricity"),
        reads=("bricks.heat", "bricks.electricity"),
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "bricks.rejected",
        "1",
        "Bricks rejected",
        "Bricks that inspection rejected",
        Group.DETAIL,
        lambda record: record.counted("bricks", "out.rejected"),
        grows=True,
    ),
    KpiSpec(
        "bricks.sunlight_per_brick",
        "kWh",
        "Sunlight per brick",
        "Sunlight on the printers' mirrors while printing, per good brick",
        Group.DETAIL,
        lambda record: _per_good_brick(record, "bricks.sunlight"),
        reads=("bricks.sunlight",),
    ),
)

BANDS = (Band("bricks.laid", "Bricks laid"),)
