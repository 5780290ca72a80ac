"""Ledgers: what came in, went out and is in stock of one commodity, and the proof that it adds up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

RELATIVE_TOLERANCE = 1e-9
"""Largest |residual| as a share of max(throughput, largest stock)."""


class LedgerError(RuntimeError):
    """A ledger does not close: the program, not its user, is at fault."""


@dataclass(frozen=True)
class Balance:
    """A closed ledger.

    Attributes:
        commodity: What is counted (``energy``, ``regolith``, ``bricks``, ``data``).
        unit: Unit of all amounts.
        counted: Whether the commodity comes in whole pieces, whose balance must be exact.
        received: Sum of what came in.
        issued: Sum of what went out, losses included.
        stock_start: Stock at the start.
        stock_end: Stock at the end.
        throughput: The larger of ``received`` and ``issued``.
        residual: ``stock_start + received - issued - stock_end``.
        accounts: Amount of each account; its name starts with ``in.``, ``out.`` or ``stock.`` (the change).
    """

    commodity: str
    unit: str
    counted: bool
    received: float
    issued: float
    stock_start: float
    stock_end: float
    throughput: float
    residual: float
    accounts: dict[str, float] = field(default_factory=dict)

    @property
    def tolerance(self) -> float:
        """Largest |residual| at which the ledger counts as closed [unit]."""
        if self.counted:
            return 0.0
        return RELATIVE_TOLERANCE * max(self.throughput, self.stock_start, self.stock_end)

    @property
    def closes(self) -> bool:
        """Whether the balance closes within its tolerance (a NaN does not)."""
        return abs(self.residual) <= self.tolerance


class Ledger:
    """Entries of one commodity; each account is summed without loss (``math.fsum``) when the books are closed."""

    def __init__(self, commodity: str, unit: str, *, counted: bool = False) -> None:
        self.commodity = commodity
        self.unit = unit
        self.counted = counted
        self._in: dict[str, list[float]] = {}
        self._out: dict[str, list[float]] = {}
        self._start: dict[str, float] = {}
        self._end: dict[str, float] = {}

    def receive(self, account: str, amount: float) -> None:
        """Book ``amount`` [unit] that came in from outside."""
        self._in.setdefault(account, []).append(amount)

    def issue(self, account: str, amount: float) -> None:
        """Book ``amount`` [unit] that left for good: delivered, lost, spilt."""
        self._out.setdefault(account, []).append(amount)

    def stock(self, account: str, start: float, end: float) -> None:
        """Book a stock's level at the start and at the end [unit]."""
        self._start[account] = start
        self._end[account] = end

    def balance(self) -> Balance:
        """Sum up, without judging whether it closes."""
        entries: list[float] = [x for amounts in self._in.values() for x in amounts]
        exits: list[float] = [x for amounts in self._out.values() for x in amounts]
        received, issued = math.fsum(entries), math.fsum(exits)
        start, end = math.fsum(self._start.values()), math.fsum(self._end.values())
        # One lossless sum over all entries: the residual must not owe anything to the order of adding up.
        residual = math.fsum([*self._start.values(), *entries, *(-x for x in exits), *(-x for x in self._end.values())])
        accounts = {f"in.{name}": math.fsum(amounts) for name, amounts in sorted(self._in.items())}
        accounts |= {f"out.{name}": math.fsum(amounts) for name, amounts in sorted(self._out.items())}
        accounts |= {f"stock.{name}": self._end[name] - self._start[name] for name in sorted(self._start)}
        return Balance(
            commodity=self.commodity,
            unit=self.unit,
            counted=self.counted,
            received=received,
            issued=issued,
            stock_start=start,
            stock_end=end,
            throughput=max(received, issued),
            residual=residual,
            accounts=accounts,
        )


def require_closed(balances: Iterable[Balance]) -> None:
    """Fail unless every balance closes.

    Raises:
        LedgerError: Names each ledger that does not close, with its residual.
    """
    open_ones = [
        f"{b.commodity}: residual {b.residual:.6g} {b.unit}, allowed {b.tolerance:.3g} {b.unit}"
        for b in balances
        if not b.closes
    ]
    if open_ones:
        raise LedgerError("ledgers that do not close: " + "; ".join(open_ones))
