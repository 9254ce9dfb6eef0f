"""Dates of many random subscriptions, held against python-dateutil's opinion."""

from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sandbox.stripe.billing.shop import Shop, instant, shown

LONGEST = {"day": 90, "week": 12, "month": 36, "year": 3}
CARD_IS_GOOD_FOR = 4 * 365 * 86_400
"""Seconds; later the customer's card has expired, and there may be no further invoice."""


@st.composite
def rhythms(draw: st.DrawFn) -> tuple[str, int]:
    interval = draw(st.sampled_from(sorted(LONGEST)))
    return interval, draw(st.integers(1, LONGEST[interval]))


def later(start: int, interval: str, count: int) -> int:
    step = {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
    }[interval]
    return int((datetime.fromtimestamp(start, UTC) + step).timestamp())


@settings(max_examples=60, deadline=None)
@given(
    rhythms(),
    st.integers(instant("2023-12-25T00:00:00"), instant("2028-03-05T00:00:00")),
    st.integers(0, 40),
)
def test_every_invoice_is_made_on_its_day(
    rhythm: tuple[str, int], start: int, trial_days: int
) -> None:
    interval, count = rhythm
    shop = Shop(shown(start))
    trial = {"trial_period_days": trial_days} if trial_days else {}
    subscription = shop.subscribe(shop.customer(), shop.price(2000, interval, count), **trial)
    anchor = start + trial_days * 86_400

    boundaries = [later(anchor, interval, count * n) for n in range(4)]
    due = [each for each in boundaries if each < start + CARD_IS_GOOD_FOR]
    shop.world.advance(due[-1])

    made = [invoice["created"] for invoice in shop.invoices(subscription)]
    assert made == ([start, *due] if trial_days else due)
    assert shop.charged().total() == 2000 * (len(due) - 1)


@settings(max_examples=60, deadline=None)
@given(
    rhythms(),
    st.integers(instant("2023-12-25T00:00:00"), instant("2028-03-05T00:00:00")),
    st.floats(0.01, 1.0),
)
def test_the_first_part_up_to_a_later_anchor_costs_its_share(
    rhythm: tuple[str, int], start: int, place: float
) -> None:
    interval, count = rhythm
    anchor = start + max(1, round((later(start, interval, count) - start) * place))
    shop = Shop(shown(start))

    shop.subscribe(
        shop.customer(), shop.price(99_999, interval, count), billing_cycle_anchor=anchor
    )

    natural = anchor - later(anchor, interval, -count)
    exact = 99_999 * (anchor - start) / natural
    if anchor - start <= natural:
        taken = shop.charged().total()
        assert abs(taken - exact) <= 1 or (taken == 0 and exact < 51)
