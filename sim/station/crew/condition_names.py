"""The names of conditions and of their histories, for those who look at runs and not at what runs."""

from __future__ import annotations

CONDITIONS = ("pressure", "oxygen", "carbon-dioxide", "power", "link", "shielding", "seat")
"""What must hold, in the order in which it is looked at."""

AIR = CONDITIONS[:3]
"""Those of the air."""

CHANNEL = "crew.condition."
"""What the names of the channels of conditions begin with."""
