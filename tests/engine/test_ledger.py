"""Ledgers: what closes, what does not, and that no order of booking matters."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Ledger, LedgerError, require_closed

AMOUNTS = st.lists(st.floats(0.0, 1e9), max_size=20)


def filled(received: float, issued: float, start: float, end: float, *, counted: bool = False) -> Ledger:
    ledger = Ledger("regolith", "kg", counted=counted)
    ledger.receive("dug", received)
    ledger.issue("spoil", issued)
    ledger.stock("raw", start, end)
    return ledger


def test_a_ledger_that_closes() -> None:
    ledger = filled(100.0, 60.0, 5.0, 20.0)
    ledger.issue("bricks", 25.0)
    balance = ledger.balance()
    assert balance.closes
    assert (balance.received, balance.issued, balance.throughput, balance.residual) == (100.0, 85.0, 100.0, 0.0)
    assert (balance.stock_start, balance.stock_end) == (5.0, 20.0)
    assert balance.accounts == {"in.dug": 100.0, "out.bricks": 25.0, "out.spoil": 60.0, "stock.raw": 15.0}
    require_closed([balance])


def test_one_that_does_not_close_is_named_with_its_residual() -> None:
    good, bad = filled(10.0, 10.0, 0.0, 0.0).balance(), filled(100.0, 80.0, 5.0, 24.0).balance()
    assert not bad.closes
    with pytest.raises(LedgerError, match=r"regolith: residual 1 kg, allowed 1e-07 kg$"):
        require_closed([good, bad])


@pytest.mark.parametrize(("share", "closes"), [(0.99e-9, True), (1.01e-9, False), (-1.01e-9, False)])
def test_the_tolerance_is_a_share_of_throughput_or_of_the_largest_stock(share: float, closes: bool) -> None:
    assert filled(1000.0 * (1 + share), 1000.0, 0.0, 0.0).balance().closes is closes
    assert filled(1.0 + 1000.0 * share, 1.0, 1000.0, 1000.0).balance().closes is closes


def test_whole_pieces_must_add_up_exactly() -> None:
    assert filled(10**7, 10**7 - 3, 0, 3, counted=True).balance().closes
    assert not filled(10**7, 10**7 - 3, 0, 2, counted=True).balance().closes


def test_not_a_number_does_not_close() -> None:
    assert not filled(math.nan, 1.0, 0.0, 0.0).balance().closes


def test_an_empty_ledger_closes() -> None:
    balance = Ledger("bricks", "1", counted=True).balance()
    assert balance.closes
    assert balance.accounts == {}


@given(AMOUNTS, AMOUNTS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_neither_the_order_of_booking_nor_its_size_loses_anything(received, issued, dice) -> None:
    balances = []
    for _ in range(2):
        ledger = Ledger("energy", "kWh")
        for amount in received:
            ledger.receive("a", amount)
        for amount in issued:
            ledger.issue("b", amount)
        ledger.stock("s", 0.0, math.fsum(received) - math.fsum(issued))
        balances.append(ledger.balance())
        dice.shuffle(received)
        dice.shuffle(issued)
    assert balances[0] == balances[1]
    # The stock at the end is rounded twice, nothing else is.
    assert abs(balances[0].residual) <= 4e-16 * (math.fsum(received) + math.fsum(issued))
    assert balances[0].received == math.fsum(received)
