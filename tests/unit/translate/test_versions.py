"""The same object in the shape of any API version is the same state."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.adapters.stripe.translate.state import state_of
from events.versions import VERSIONLESS, VERSIONS, shown_in
from tests.unit.translate.post import Json, an

OLDER = (*VERSIONS[:-1], VERSIONLESS)

moments = st.integers(0, 4_000_000_000)
maybe = st.one_of(st.none(), moments)
words = st.text(st.characters(codec="utf-8"), max_size=8)
ids = st.text("abcXYZ019_", min_size=1, max_size=12)
metadata = st.dictionaries(words, words, max_size=3)
amounts = st.integers(-(10**11), 10**11)


@st.composite
def subscriptions(draw: st.DrawFn) -> Json:
    """Any subscription that every version could show: one period, one discount at most."""
    whole = an("subscription")
    period = sorted((draw(moments), draw(moments)))
    (item,) = whole["items"]["data"]
    whole["items"]["data"] = [_item(draw, item, period) for _ in range(draw(st.integers(1, 3)))]
    return whole | {
        "id": f"sub_{draw(ids)}",
        "status": draw(st.sampled_from(["trialing", "active", "past_due", "canceled"])),
        "cancel_at": draw(maybe),
        "cancel_at_period_end": draw(st.booleans()),
        "discounts": whole["discounts"] if draw(st.booleans()) else [],
        "pause_collection": draw(
            st.none() | st.fixed_dictionaries({"behavior": words, "resumes_at": maybe})
        ),
        "trial_end": draw(maybe),
        "metadata": draw(metadata),
    }


def _item(draw: st.DrawFn, item: Json, period: list[int]) -> Json:
    amount = draw(st.none() | amounts)
    exact = None if amount is None else str(amount)
    name, count = draw(ids), draw(st.integers(1, 12))
    interval = draw(st.sampled_from(["day", "week", "month", "year"]))
    recurring = {"interval": interval, "interval_count": count}
    return item | {
        "id": f"si_{draw(ids)}",
        "current_period_start": period[0],
        "current_period_end": period[1],
        "quantity": draw(st.none() | st.integers(0, 99)),
        "price": item["price"]
        | {"id": name, "unit_amount": amount, "unit_amount_decimal": exact, "recurring": recurring},
        "plan": item["plan"] | recurring | {"id": name, "amount": amount, "amount_decimal": exact},
    }


@st.composite
def invoices(draw: st.DrawFn) -> Json:
    """Any invoice, of a subscription or written by hand."""
    whole = an("invoice")
    by_hand = {"parent": None, "lines": whole["lines"] | {"data": []}}
    return (
        whole
        | (by_hand if draw(st.booleans()) else {})
        | {
            "id": f"in_{draw(ids)}",
            "created": draw(moments),
            "status": draw(st.sampled_from(["draft", "open", "paid", "void", "uncollectible"])),
            "status_transitions": {"finalized_at": draw(maybe), "paid_at": draw(maybe)},
            "total": draw(amounts),
            "number": draw(st.none() | words),
            "next_payment_attempt": draw(maybe),
            "metadata": draw(metadata),
        }
    )


@st.composite
def customers(draw: st.DrawFn) -> Json:
    """Any customer."""
    return an("customer") | {
        "email": draw(st.none() | words),
        "balance": draw(amounts),
        "delinquent": draw(st.none() | st.booleans()),
        "invoice_settings": {"default_payment_method": draw(st.none() | ids)},
        "metadata": draw(metadata),
    }


anything = st.one_of(subscriptions(), invoices(), customers())


@settings(max_examples=200)
@given(version=st.sampled_from(OLDER), newest=anything)
def test_an_older_version_of_an_object_is_the_same_state(version: str, newest: Json) -> None:
    assert state_of(shown_in(version, newest)) == state_of(newest)


EXPANDABLE = (
    "customer", "default_payment_method", "default_source", "latest_invoice", "schedule",
    "application",
)  # fmt: skip


@settings(max_examples=50)
@given(newest=anything, name=ids)
def test_an_expanded_reference_is_the_same_state(newest: Json, name: str) -> None:
    names = [each for each in EXPANDABLE if each in newest]
    by_id: dict[str, Any] = dict.fromkeys(names, name)
    expanded = {each: {"id": name, "object": "thing", "deleted": True} for each in names}

    assert state_of(newest | expanded) == state_of(newest | by_id)


@settings(max_examples=50)
@given(newest=anything)
def test_fields_that_stripe_adds_later_change_nothing(newest: Json) -> None:
    assert state_of(newest | {"brand_new": {"deep": [1]}}) == state_of(newest)
