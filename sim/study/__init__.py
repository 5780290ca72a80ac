"""Many runs: comparison, and the processes that run them."""

from sim.study.alignment import Aligned
from sim.study.comparison import Comparison, RunEvent, compare
from sim.study.errors import ComparisonError, UnknownNameError
from sim.study.executor import default_workers, run_all
from sim.study.explanation.explanation import Explanation
from sim.study.folder import save
from sim.study.relief import ReliefError, Relieved, relieve
from sim.study.rows import KpiRow
from sim.study.stored import comparison_folder, open_results, run_folder

__all__ = [
    "Aligned",
    "Comparison",
    "ComparisonError",
    "Explanation",
    "KpiRow",
    "ReliefError",
    "Relieved",
    "RunEvent",
    "UnknownNameError",
    "compare",
    "comparison_folder",
    "default_workers",
    "open_results",
    "relieve",
    "run_all",
    "run_folder",
    "save",
]
