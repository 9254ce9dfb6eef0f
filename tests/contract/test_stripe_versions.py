"""Every version the local Stripe speaks says the same to our translators.

The sandbox's converters and the translators were written apart, from docs.stripe.com/changelog.
"""

import json

import pytest

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.adapters.stripe.translate.state import state_of
from carryover.channel.translator import Understood
from carryover.kernel.facts import Fact
from sandbox.stripe.core.events import API_VERSION, Event
from tests.unit.sandbox.stripe.billing.shop import Object, Shop

OLDER = (
    "2020-08-27",
    "2022-11-15",
    "2024-04-10",
    "2024-12-18.acacia",
    "2025-03-31.basil",
    "2025-09-30.clover",
    "2026-03-25.dahlia",
)
EVERY = (*OLDER, API_VERSION)
KINDS = ("customer", "subscription", "invoice")


def eventful_year(version: str) -> Shop:
    """A shop whose account lives in a version, and in which most things happen."""
    shop = Shop()
    shop.account.api_version = version
    classic = {"billing_mode": {"type": "classic"}}
    happy = shop.customer(metadata={"tier": "gold"})
    made = shop.subscribe(happy, shop.price(), metadata={"a": "1"}, **classic)
    shop.subscribe(shop.customer(), shop.price(900), trial_period_days=7, **classic)
    unlucky = shop.customer("chargeCustomerFail")
    shop.subscribe(unlucky, shop.price(500), payment_behavior="allow_incomplete", **classic)
    shop.post("/v1/invoiceitems", customer=happy, amount=300, currency="usd")
    shop.days_pass(40)
    item = made["items"]["data"][0]["id"]
    path = f"/v1/subscriptions/{made['id']}"
    shop.post(path, items=[{"id": item, "quantity": 3}], metadata={"a": "", "b": "2"})
    shop.post(path, cancel_at_period_end=True)
    shop.post(path, pause_collection={"behavior": "void"})
    shop.days_pass(60)
    return shop


@pytest.fixture(scope="module")
def today() -> Shop:
    return eventful_year(API_VERSION)


@pytest.mark.parametrize("version", OLDER)
def test_an_object_reads_the_same_in_every_version(today: Shop, version: str) -> None:
    for kind in KINDS:
        for shown in listed(today, kind, API_VERSION):
            then = next(each for each in listed(today, kind, version) if each["id"] == shown["id"])

            assert state_of(then) == state_of(shown)


@pytest.mark.parametrize("version", OLDER)
def test_an_event_means_the_same_in_every_version(today: Shop, version: str) -> None:
    then = eventful_year(version)

    assert [meaning(event) for event in then.heard] == [meaning(event) for event in today.heard]


def test_the_year_is_worth_reading(today: Shop) -> None:
    facts = [fact for event in today.heard for fact in meaning(event)[1]]

    assert len(facts) > 40


def listed(shop: Shop, kind: str, version: str) -> list[Object]:
    shop.account.api_version = version
    try:
        more = {"status": "all"} if kind == "subscription" else {}
        found: list[Object] = shop.get(f"/v1/{kind}s", limit=100, **more)["data"]
    finally:
        shop.account.api_version = API_VERSION
    return found


def meaning(event: Event) -> tuple[str, tuple[Fact, ...]]:
    """What the translator makes of an event as its account's version tells it."""
    told = StripeTranslator().read("shop", json.dumps(event.render(event.api_version)).encode())
    assert isinstance(told, Understood), told
    return event.type, told.facts
