"""Our record is made of events alone: nothing visible may change in silence."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

KINDS = ("customer", "subscription", "invoice", "payment_intent", "charge")


def _update(**given: object) -> Callable[[Shop, Object], None]:
    def deed(shop: Shop, subscription: Object) -> None:
        shop.post(f"/v1/subscriptions/{subscription['id']}", **given)

    return deed


def _quantity(behavior: str) -> Callable[[Shop, Object], None]:
    def deed(shop: Shop, subscription: Object) -> None:
        item = {"id": subscription["items"]["data"][0]["id"], "quantity": 4}
        _update(items=[item], proration_behavior=behavior)(shop, subscription)

    return deed


def _yearly(shop: Shop, subscription: Object) -> None:
    item = {"id": subscription["items"]["data"][0]["id"], "price": shop.price(9900, "year")}
    _update(items=[item])(shop, subscription)


def _new_trial(shop: Shop, subscription: Object) -> None:
    _update(trial_end=shop.world.clock + 6 * 86_400)(shop, subscription)


def _card(name: str) -> Callable[[Shop, Object], None]:
    def deed(shop: Shop, subscription: Object) -> None:
        shop.gets_card(subscription["customer"], name)

    return deed


def _latest(deed: str) -> Callable[[Shop, Object], None]:
    def act(shop: Shop, subscription: Object) -> None:
        latest = shop.subscription(subscription)["latest_invoice"]
        shop.post(f"/v1/invoices/{latest}/{deed}")

    return act


def _cancel(shop: Shop, subscription: Object) -> None:
    shop.delete(f"/v1/subscriptions/{subscription['id']}")


DEEDS = {
    "metadata": _update(metadata={"a": "b"}),
    "cancel at period end": _update(cancel_at_period_end=True),
    "go on": _update(cancel_at_period_end=False),
    "end trial": _update(trial_end="now"),
    "reset": _update(billing_cycle_anchor={"type": "now"}),
    "pause": _update(pause_collection={"behavior": "void"}),
    "hold drafts": _update(pause_collection={"behavior": "keep_as_draft"}),
    "collect again": _update(pause_collection=""),
    "send instead": _update(collection_method="send_invoice", days_until_due=3),
    "more": _quantity("create_prorations"),
    "more, at once": _quantity("always_invoice"),
    "yearly": _yearly,
    "trial": _new_trial,
    "bad card": _card("chargeCustomerFail"),
    "good card": _card("visa"),
    "careful card": _card("authenticationRequired"),
    "pay": _latest("pay"),
    "void": _latest("void"),
    "write off": _latest("mark_uncollectible"),
    "finalize": _latest("finalize"),
    "cancel": _cancel,
}
BEGINNINGS: dict[str, Object] = {
    "plain": {},
    "trial": {"trial_period_days": 10},
    "later anchor": {"billing_cycle_anchor": 1739000000, "proration_behavior": "none"},
    "prorated anchor": {"billing_cycle_anchor": 1739000000},
    "mailed": {"collection_method": "send_invoice", "days_until_due": 5},
    "incomplete": {"payment_behavior": "default_incomplete"},
}


def live(shop: Shop, beginning: str, story: list[tuple[str, float]]) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), **BEGINNINGS[beginning])
    for deed, days in story:
        with suppress(RefusedError):
            DEEDS[deed](shop, subscription)
        shop.days_pass(days)


stories = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from([0, 0.04, 1, 7, 20, 40])),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(BEGINNINGS)), stories)
def test_whoever_only_listens_knows_every_object_as_it_is(
    beginning: str, story: list[tuple[str, float]]
) -> None:
    shop = Shop()

    live(shop, beginning, story)

    for kind in KINDS:
        assert shop.told(kind) == shop.truth(kind)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(BEGINNINGS)), stories)
def test_the_money_taken_is_the_money_the_invoices_say(
    beginning: str, story: list[tuple[str, float]]
) -> None:
    shop = Shop()

    live(shop, beginning, story)

    paid = [each for each in shop.truth("invoice").values() if each["status"] == "paid"]
    assert shop.charged().total() == sum(each["amount_paid"] for each in paid)
    for invoice in shop.truth("invoice").values():
        lines = invoice["lines"]["data"]
        assert invoice["total"] == sum(line["amount"] for line in lines)
        assert invoice["amount_remaining"] == (
            0 if invoice["status"] == "paid" else invoice["amount_due"]
        )


def test_the_same_seed_tells_the_same_story() -> None:
    story = [("bad card", 40.0), ("good card", 5.0), ("yearly", 20.0)]
    first, second = Shop(seed=7), Shop(seed=7)

    live(first, "plain", story)
    live(second, "plain", story)

    assert [event.render() for event in first.heard] == [event.render() for event in second.heard]
