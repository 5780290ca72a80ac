"""The balances of a run as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.engine import Balance
from sim.result import Result
from sim.result.number_text import amount, typeset


@dataclass(frozen=True)
class LedgerLine:
    """A balance: what came in, went out, is in stock, and what is left over of it."""

    commodity: str
    unit: str
    received: str
    issued: str
    stock: str
    residual: str
    allowed: str
    closes: bool
    accounts: tuple[tuple[str, str], ...]


def ledger_lines(run: Result) -> tuple[LedgerLine, ...]:
    """The balances of a run."""
    return tuple(_ledger(name, balance) for name, balance in run.ledgers.items())


def _ledger(name: str, balance: Balance) -> LedgerLine:
    return LedgerLine(
        commodity=name,
        unit={"1": "pieces"}.get(balance.unit, balance.unit),
        received=_amount(balance.received),
        issued=_amount(balance.issued),
        stock=_amount(balance.stock_end - balance.stock_start),
        residual="0" if balance.residual == 0 else typeset(f"{balance.residual:.2g}"),
        allowed="0" if balance.tolerance == 0 else f"{balance.tolerance:.1g}",
        closes=balance.closes,
        accounts=tuple((account, _amount(value)) for account, value in _sorted(balance.accounts)),
    )


def _sorted(accounts: Mapping[str, float]) -> list[tuple[str, float]]:
    order = {"in": 0, "out": 1, "stock": 2}
    return sorted(accounts.items(), key=lambda entry: (order.get(entry[0].partition(".")[0], 3), entry[0]))


def _amount(value: float) -> str:
    return typeset(amount(value))
