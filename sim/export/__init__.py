"""Results for other programs and for print: KPI tables, histories on a time grid, DataFrames."""

from sim.export.channels import ChannelTable, channel_table
from sim.export.errors import ExportError, MissingExtraError
from sim.export.frames import to_frame
from sim.export.grid import Months
from sim.export.kpis import display, kpi_table
from sim.export.sampling import SAMPLINGS
from sim.export.studies import study_text, table_of

__all__ = [
    "SAMPLINGS",
    "ChannelTable",
    "ExportError",
    "MissingExtraError",
    "Months",
    "channel_table",
    "display",
    "kpi_table",
    "study_text",
    "table_of",
    "to_frame",
]
