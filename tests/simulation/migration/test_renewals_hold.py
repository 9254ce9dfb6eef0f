"""MIG-9: whatever invoices two accounts may show, a double charge is always seen, and nothing is
called missed that was billed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.migration.model import Expected, Move, State
from carryover.migration.verifying.invoices import DEAD, renewing
from carryover.migration.verifying.outcomes import (
    Doubled,
    Ended,
    Missed,
    NotYet,
    Renewed,
    Stayed,
    Wrong,
)
from carryover.migration.verifying.renewals import (
    MISSED_AFTER,
    Side,
    needs_subscriptions,
    renewal,
)
from tests.unit.migration.verifying.accounts import DAY, House

BOUNDARY = 1_800_000_000
MONTH = 30 * DAY


def invoice(number: int, start: int, status: str, total: int, **other: Any) -> dict[str, Any]:
    details = {"proration": other.pop("proration", False)}
    line = {
        "parent": {"subscription_item_details": details},
        "period": {"start": start, "end": start + MONTH},
    }
    return {
        "id": f"in_{number}",
        "amount_due": total,
        "amount_paid": total if status == "paid" else 0,
        "attempt_count": 1,
        "attempted": status in {"open", "paid"},
        "auto_advance": True,
        "automatically_finalizes_at": start + 3600,
        "collection_method": "charge_automatically",
        "created": start,
        "currency": "usd",
        "lines": {"data": [line]},
        "next_payment_attempt": start + 3 * DAY if status == "open" else None,
        "status": status,
        "total": total,
        **other,
    }


STATUSES = ["draft", "open", "paid", "void", "uncollectible"]
invoices = st.lists(
    st.builds(
        invoice,
        st.integers(1, 99),
        st.sampled_from([BOUNDARY - MONTH, BOUNDARY - 1, BOUNDARY, BOUNDARY + MONTH]),
        st.sampled_from(STATUSES),
        st.sampled_from([0, 2000, 1999]),
        proration=st.booleans(),
    ),
    max_size=3,
)
subscriptions = st.sampled_from(
    [None, {"id": "sub_new", "status": "active"}, {"id": "sub_new", "status": "past_due"},
     {"id": "sub_new", "status": "canceled", "ended_at": BOUNDARY}]
)  # fmt: skip
moments = st.integers(BOUNDARY - DAY, BOUNDARY + 50 * DAY)
MOVE = Move(
    run="acme", account="us", subscription="sub_1", wave=1, state=State.MOVED, target="sub_new",
    boundary=BOUNDARY,
    expected=Expected(amount=2000, currency="usd", at=BOUNDARY, until=BOUNDARY + MONTH),
)  # fmt: skip


def live(side: list[dict[str, Any]]) -> list[Any]:
    return [each for each in renewing(side, BOUNDARY) if each["status"] not in DEAD]


@settings(max_examples=400)
@given(source=invoices, target=invoices, seen=subscriptions, now=moments)
def test_two_accounts_billing_one_period_is_always_seen(
    source: list[dict[str, Any]], target: list[dict[str, Any]], seen: Any, now: int
) -> None:
    outcome = renewal(MOVE, Side(source), Side(target, seen), now)

    if now >= BOUNDARY and live(source) and live(target):
        assert isinstance(outcome, Doubled)
    if isinstance(outcome, Renewed):
        assert not live(source)
        assert renewing(target, BOUNDARY)


@settings(max_examples=400)
@given(source=invoices, target=invoices, seen=subscriptions, now=moments)
def test_nothing_is_missed_that_was_billed_or_may_still_be(
    source: list[dict[str, Any]], target: list[dict[str, Any]], seen: Any, now: int
) -> None:
    outcome = renewal(MOVE, Side(source), Side(target, seen), now)

    if isinstance(outcome, Missed | Ended):
        assert not live(source)
        assert not renewing(target, BOUNDARY)
    if isinstance(outcome, Missed):
        assert now >= BOUNDARY + MISSED_AFTER
    if isinstance(outcome, Stayed):
        assert live(source)
        assert not renewing(target, BOUNDARY)


@settings(max_examples=400)
@given(target=invoices, seen=subscriptions, now=moments)
def test_another_amount_is_never_called_renewed(
    target: list[dict[str, Any]], seen: Any, now: int
) -> None:
    outcome = renewal(MOVE, Side(()), Side(target, seen), now)

    if isinstance(outcome, Renewed):
        [first, *_] = renewing(target, BOUNDARY)
        assert (first["total"], first["lines"]["data"][0]["period"]["start"]) == (2000, BOUNDARY)
        assert first["status"] in {"open", "paid"}


@given(source=invoices, target=invoices, seen=subscriptions, now=moments)
def test_whoever_is_told_to_wait_waits_and_not_for_ever(
    source: list[dict[str, Any]], target: list[dict[str, Any]], seen: Any, now: int
) -> None:
    outcome = renewal(MOVE, Side(source), Side(target, seen), now)

    if isinstance(outcome, NotYet):
        assert now < outcome.look_again_at <= max(now, BOUNDARY) + 80 * 3600


@given(target=invoices, seen=subscriptions, now=moments)
def test_without_the_subscription_nothing_is_decided_that_needs_it(
    target: list[dict[str, Any]], seen: Any, now: int
) -> None:
    """Reading less gives the same answer, where less is read."""
    if not needs_subscriptions(BOUNDARY, Side(target), now):
        blind = renewal(MOVE, Side(()), Side(target), now)

        assert blind == renewal(MOVE, Side(()), Side(target, seen), now)


@settings(max_examples=25, deadline=None)
@given(
    start=st.integers(1_740_000_000, 1_790_000_000),
    interval=st.sampled_from(["day", "week", "month", "year"]),
    waits=st.integers(0, 20),
    coupon=st.booleans(),
    trial=st.booleans(),
    mode=st.sampled_from(["classic", "flexible"]),
)
def test_a_right_move_at_any_time_in_any_rhythm_renews_once_as_expected(
    start: int, interval: str, waits: int, coupon: bool, trial: bool, mode: str
) -> None:
    house = House(start)
    more: dict[str, Any] = {"billing_mode": {"type": mode}}
    more |= {"discounts": [{"coupon": house.coupon()}]} if coupon else {}
    more |= {"trial_period_days": 25} if trial else {}
    sold = house.sells(house.customer(), house.price(1999, interval), **more)
    house.it_is(start + waits * DAY + 5000)
    move = house.moves_over(sold)
    assert move.boundary is not None
    house.it_is(move.boundary + 2 * 3600)

    seen = house.looks(move)

    assert not isinstance(house.heard[-1], Wrong), seen.sentence
    assert (seen.state, seen.paid) == (State.RENEWED, True)
