"""How a KPI is read from ledgers, channels and facts; None where the run does not have them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import Balance, Channel
from sim.station import Outcome


class Accounts:
    """Sums over the accounts of one ledger."""

    def __init__(self, balances: Mapping[str, Balance], commodity: str) -> None:
        balance = balances.get(commodity)
        self._accounts: Mapping[str, float] = balance.accounts if balance else {}
        self._known = balance is not None

    def total(self, prefix: str) -> float | None:
        """Sum of the accounts whose name starts with ``prefix``; None without the ledger."""
        return sum((v for k, v in self._accounts.items() if k.startswith(prefix)), 0.0) if self._known else None

    def count(self, account: str) -> int | None:
        """An account of whole pieces; None without the ledger."""
        return round(self._accounts.get(account, 0)) if self._known else None


def fact(outcome: Outcome, name: str, otherwise: float | None) -> float | None:
    """A figure that the station knows exactly, else ``otherwise``."""
    known = outcome.facts.get(name)
    return otherwise if known is None else known


def integral(channels: Mapping[str, Channel], name: str, until_h: float) -> float | None:
    """Integral of a channel over the run [unit h]."""
    return channels[name].integral(0.0, until_h) if name in channels else None


def mean(channels: Mapping[str, Channel], name: str) -> float | None:
    """Time mean of a channel over the run."""
    return channels[name].mean() if name in channels else None


def last(channels: Mapping[str, Channel], name: str) -> float | None:
    """Value of a channel at the end of the run."""
    return float(channels[name].values[-1]) if name in channels else None
