"""What befalls missions, drawn at the start by their names."""

from __future__ import annotations

from sim.engine import Streams
from sim.scenario.schema.campaign import Campaign, Mission


class Drawn:
    """Slips and losses of a replicate.

    Each mission has streams of its own, so that what befalls one does not depend on which others there are, nor on
    whether it flies, nor on the probabilities themselves: a flight is lost where its number is not below its success.

    Args:
        campaign: The missions.
        streams: The random numbers of the run.
    """

    def __init__(self, campaign: Campaign, streams: Streams) -> None:
        self._campaign = campaign
        self._streams = streams

    def slip(self, mission: Mission, flight: int) -> float:
        """By how much the next launch of a flight slips [h]."""
        launcher = self._campaign.launcher(mission)
        stream = self._streams[f"mission/{mission.name}/slip/{flight}"]
        share, times = float(stream.random()), float(stream.standard_exponential())
        return times * float(launcher.slip_mean) if share < launcher.slip_chance.value else 0.0

    def lost(self, mission: Mission, flight: int) -> bool:
        """Whether a flight is lost; the first one of a mission that is to be lost always is."""
        share = float(self._streams[f"mission/{mission.name}/loss/{flight}"].random())
        return share >= self._campaign.success(mission) or (mission.lost and flight == 1)
