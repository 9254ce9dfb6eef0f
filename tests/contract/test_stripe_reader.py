"""What a reader of Stripe promises, with the SDK against the local Stripe."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import stripe

from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.objects import StripeReader
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import CustomerState, StateSeen, SubscriptionState
from carryover.kernel.identity import Kind, ObjectRef
from carryover.ports.stripe_objects import Gone
from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEY = "sk_test_us"


@dataclass
class Secrets:
    """A secret that people change."""

    value: str = "{}"
    looks: int = 0

    def get_secret_value(self, *, SecretId: str) -> Mapping[str, str]:  # noqa: N803 - AWS's name
        assert SecretId == "stripe-keys"
        self.looks += 1
        return {"SecretString": self.value}


@dataclass
class Office:
    """Somebody who works at Stripe through the SDK, and our reader beside them."""

    url: str
    secrets: Secrets = field(default_factory=Secrets)
    reads: list[str] = field(default_factory=list)
    waits: float = 0.0
    """Seconds every request seems to take."""

    def __post_init__(self) -> None:
        self.sdk = stripe.StripeClient(KEY, base_addresses={"api": self.url})
        self.put_key(KEY)
        keys = KeySecret(cast("SecretsManagerClient", self.secrets), "stripe-keys")
        self._time = 0.0
        self.reader = StripeReader(Doors(keys, self._tick, self.reads.append))

    def put_key(self, key: str, account: str = "us") -> None:
        self.secrets.value = json.dumps({account: {"key": key, "api_base": self.url}})

    def breaks(self, kind: str, times: int | None = None) -> None:
        order = {"kind": kind, "times": times, "seconds": 0.01}
        httpx.put(f"{self.url}/_sandbox/faults", json={"api": [order]}).raise_for_status()

    def customer(self, **more: Any) -> ObjectRef:
        made = self.sdk.v1.customers.create(cast("Any", more))
        return ObjectRef("us", Kind.CUSTOMER, made.id)

    def _tick(self) -> float:
        self._time += self.waits
        return self._time


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    world = World()
    world.open("us", KEY, "sk_test_rolled")
    with serving(world) as address:
        yield address


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    httpx.post(f"{url}/_sandbox/reset").raise_for_status()
    yield Office(url)
    httpx.put(f"{url}/_sandbox/faults", json={}).raise_for_status()


def test_a_customer_is_read_as_it_is_now(office: Office) -> None:
    ref = office.customer(email="ada@example.com", metadata={"plan": "gold"})

    seen = office.reader.read(ref)

    assert isinstance(seen, StateSeen)
    assert isinstance(seen.state, CustomerState)
    assert (seen.state.email, seen.state.metadata) == ("ada@example.com", {"plan": "gold"})
    assert seen.evidence.startswith("read:req_")
    assert office.reads == ["us"], "and the read was counted"


def test_a_read_is_dated_by_stripes_clock_and_the_time_it_took(office: Office) -> None:
    ref = office.customer()
    office.waits = 2.3

    seen = office.reader.read(ref)

    assert isinstance(seen, StateSeen)
    assert seen.latest == seen.state.created, "the local Stripe's clock stands still, in 2025"
    assert seen.earliest == seen.latest - 3 - 1
    assert office.reader.now("us") == seen.latest


def test_an_object_stripe_does_not_know_is_gone(office: Office) -> None:
    ref = ObjectRef("us", Kind.INVOICE, "in_never_made")

    assert office.reader.read(ref) == Gone(ref)


def test_a_deleted_customer_is_still_known_as_deleted(office: Office) -> None:
    ref = office.customer(email="ada@example.com")
    office.sdk.v1.customers.delete(ref.id)

    seen = office.reader.read(ref)

    assert isinstance(seen, StateSeen)
    assert (seen.ref, seen.state.deleted) == (ref, True)


def test_lists_run_backwards_through_everything(office: Office) -> None:
    made = [office.customer().id for _ in range(120)]

    first = office.reader.page("us", Kind.CUSTOMER, after=None)
    second = office.reader.page("us", Kind.CUSTOMER, after=first.next_after)

    assert [seen.state.id for seen in (*first.items, *second.items)] == made[::-1]
    assert second.next_after is None


def test_a_list_goes_on_where_it_stood_though_that_object_was_deleted(office: Office) -> None:
    made = [office.customer().id for _ in range(120)]
    first = office.reader.page("us", Kind.CUSTOMER, after=None)
    for gone in made[20:23]:
        office.sdk.v1.customers.delete(gone)

    second = office.reader.page("us", Kind.CUSTOMER, after=first.next_after)

    assert [seen.state.id for seen in second.items] == made[19::-1]


def test_a_list_whose_place_is_lost_is_walked_again_by_a_person(office: Office) -> None:
    with pytest.raises(NeedsReview, match="Start it again"):
        office.reader.page("us", Kind.CUSTOMER, after="cus_1,cus_2")


def a_subscription(office: Office, items: int) -> str:
    payment = {"payment_behavior": "default_incomplete"}
    prices = [_price(office, number) for number in range(items)]
    made = office.sdk.v1.subscriptions.create(
        cast(
            "Any",
            {
                "customer": office.customer().id,
                "items": [{"price": price} for price in prices],
                **payment,
            },
        )
    )
    return made.id


def _price(office: Office, number: int) -> str:
    made = office.sdk.v1.prices.create(
        {
            "currency": "eur",
            "unit_amount": 100 + number,
            "recurring": {"interval": "month"},
            "product_data": {"name": f"Product {number}"},
        }
    )
    return made.id


def test_a_subscription_of_many_items_is_read_with_all_of_them(office: Office) -> None:
    ref = ObjectRef("us", Kind.SUBSCRIPTION, a_subscription(office, items=14))

    read = office.reader.read(ref)
    (listed,) = office.reader.page("us", Kind.SUBSCRIPTION, after=None).items

    assert isinstance(read, StateSeen)
    assert isinstance(read.state, SubscriptionState)
    assert len(read.state.items) == 14
    assert listed.state == read.state


def test_cancelled_subscriptions_are_listed_too(office: Office) -> None:
    ended = a_subscription(office, items=1)
    office.sdk.v1.subscriptions.cancel(ended)

    (seen,) = office.reader.page("us", Kind.SUBSCRIPTION, after=None).items

    assert isinstance(seen.state, SubscriptionState)
    assert (seen.state.id, seen.state.ended_at is None) == (ended, False)


def test_events_are_listed_within_the_window_as_stripe_tells_them(office: Office) -> None:
    office.customer(name="Zoë")
    (made,) = office.sdk.v1.events.list().data

    page = office.reader.events("us", since=made.created, until=made.created, after=None)
    earlier = office.reader.events("us", since=0, until=made.created - 1, after=None)

    (event,) = page.items
    assert (event.id, event.created) == (made.id, made.created)
    assert json.loads(event.payload)["data"]["object"]["name"] == "Zoë"
    assert list(earlier.items) == []
    rest = office.reader.events("us", since=0, until=made.created, after=page.next_after)
    assert (rest.next_after, list(rest.items)) == (None, [])


def test_types_beyond_the_twenty_of_one_request_are_listed_by_a_second(office: Office) -> None:
    """``TELLING`` has more types than Stripe lets one request name."""
    office.customer(name="Zoë")
    said: Any = {
        "amount": 500,
        "currency": "eur",
        "confirm": True,
        "payment_method": "pm_card_visa",
    }
    said |= {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
    paid = office.sdk.v1.payment_intents.create(said)
    office.sdk.v1.refunds.create({"payment_intent": paid.id})

    first = office.reader.events("us", since=0, until=2**40, after=None)
    second = office.reader.events("us", since=0, until=2**40, after=first.next_after)

    assert [json.loads(event.payload)["type"] for event in first.items] == ["customer.created"]
    assert [json.loads(event.payload)["type"] for event in second.items] == ["charge.refunded"]
    assert second.next_after is None


def test_one_event_is_read_by_its_id(office: Office) -> None:
    office.customer(name="Zoë")
    (made,) = office.sdk.v1.events.list().data

    event = office.reader.event("us", made.id)

    assert event is not None
    assert (event.id, event.created) == (made.id, made.created)
    assert office.reader.event("us", "evt_of_another_account") is None


def test_a_thousand_reads_look_at_the_secret_once(office: Office) -> None:
    ref = office.customer()

    for _ in range(5):
        office.reader.read(ref)

    assert office.secrets.looks == 1


def test_a_rolled_key_is_taken_from_the_secret_without_a_restart(office: Office) -> None:
    office.put_key("sk_test_withdrawn")
    with pytest.raises(NeedsReview, match="revoked, expired or mistyped"):
        office.reader.now("us")

    office.put_key("sk_test_rolled")

    assert office.reader.now("us") > 0


def test_an_account_without_a_key_is_a_question_for_a_person(office: Office) -> None:
    assert office.reader.accounts() == ["us"]

    with pytest.raises(NeedsReview, match="stripe-keys has no key"):
        office.reader.now("intl")


@pytest.mark.parametrize("kind", ["rate_limit", "reset"])
def test_what_time_heals_leaves_the_message_on_the_queue(office: Office, kind: str) -> None:
    office.breaks(kind)

    with pytest.raises(Retryable, match="cannot answer for us now"):
        office.reader.now("us")


def test_one_broken_connection_is_not_even_noticed(office: Office) -> None:
    office.breaks("reset", times=1)

    assert office.reader.now("us") > 0
