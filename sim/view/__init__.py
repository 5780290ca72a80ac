"""What people look at: figures of runs and of comparisons, in one house style.

Importing this package does not import matplotlib; drawing does.
"""

from sim.view.figures.belief import belief_figure
from sim.view.figures.bottlenecks import bottlenecks_figure
from sim.view.figures.campaign import campaign_figure
from sim.view.figures.comparison import comparison_figure
from sim.view.figures.consumables import consumables
from sim.view.figures.crew_flight import crew_flight
from sim.view.figures.crew_time import crew_time
from sim.view.figures.decisions import decisions_figure
from sim.view.figures.dose import dose
from sim.view.figures.duration import duration
from sim.view.figures.ensemble import ensemble_figure
from sim.view.figures.flows import flows_figure
from sim.view.figures.ground import ground_figure
from sim.view.figures.habitat import habitat
from sim.view.figures.hops import hops_figure
from sim.view.figures.light_year import light_year
from sim.view.figures.link import link
from sim.view.figures.machines import machines_figure
from sim.view.figures.measured import measured_figure
from sim.view.figures.orbit import orbit_figure
from sim.view.figures.overview import overview
from sim.view.figures.partners import partners_figure
from sim.view.figures.sky import sky
from sim.view.figures.structures import structures_figure
from sim.view.figures.timeline import timeline
from sim.view.figures.winter import winter
from sim.view.save import (
    DEFAULT_KINDS,
    KINDS,
    default_kinds,
    figure,
    save_comparison_figures,
    save_figure,
    save_run_figures,
    save_study_figures,
    study_kinds,
)

__all__ = [
    "DEFAULT_KINDS",
    "KINDS",
    "belief_figure",
    "bottlenecks_figure",
    "campaign_figure",
    "comparison_figure",
    "consumables",
    "crew_flight",
    "crew_time",
    "decisions_figure",
    "default_kinds",
    "dose",
    "duration",
    "ensemble_figure",
    "figure",
    "flows_figure",
    "ground_figure",
    "habitat",
    "hops_figure",
    "light_year",
    "link",
    "machines_figure",
    "measured_figure",
    "orbit_figure",
    "overview",
    "partners_figure",
    "save_comparison_figures",
    "save_figure",
    "save_run_figures",
    "save_study_figures",
    "sky",
    "structures_figure",
    "study_kinds",
    "timeline",
    "winter",
]
