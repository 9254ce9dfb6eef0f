"""Retries on the sandbox's clock, as Stripe's would come: https://docs.stripe.com/webhooks."""

from collections.abc import Iterator

import pytest
from stripe import StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.contract.stripe_sdk.conftest import START, client
from tests.contract.stripe_sdk.control import Control
from tests.contract.stripe_sdk.receiver import Receiver

HOUR = 3600
LIVE_KEY = "sk_live_patient"


PATIENT = {"us": {"patience": "stripe"}}


@pytest.fixture
def patient(sandbox: Control) -> Iterator[Control]:
    sandbox.put("faults", webhooks=PATIENT)
    yield sandbox
    sandbox.put("faults")


@pytest.fixture
def in_live_mode() -> Iterator[Control]:
    world = World(seed=1, start=START)
    world.open("us", LIVE_KEY)
    with serving(world) as url:
        control = Control(url)
        control.put("faults", webhooks=PATIENT)
        yield control


def listen(us: StripeClient, receiver: Receiver) -> str:
    wanted = {"url": receiver.url, "enabled_events": ["customer.created"]}
    return us.v1.webhook_endpoints.create(wanted).id  # type: ignore[arg-type]


def hours_pass(sandbox: Control, hours: float) -> None:
    sandbox.post("clock", by=int(hours * HOUR), drain=True)


def test_a_refused_event_comes_again_when_its_time_has_come(
    us: StripeClient, patient: Control, receiver: Receiver
) -> None:
    receiver.mood = lambda number: 500 if number < 2 else 200
    listen(us, receiver)
    us.v1.customers.create({"name": "Ann"})
    patient.settled()

    hours_pass(patient, 0.1)
    early = len(receiver.bodies)
    hours_pass(patient, 0.1)
    hours_pass(patient, 1)

    assert early == 1
    assert len(set(receiver.ids())) == 1
    assert len(receiver.bodies) == 3
    assert us.v1.events.list().data[0].pending_webhooks == 0


def test_test_mode_gives_up_after_three_retries(
    us: StripeClient, patient: Control, receiver: Receiver
) -> None:
    receiver.mood = lambda _: 500
    endpoint = listen(us, receiver)
    us.v1.customers.create({"name": "Ann"})

    for _ in range(10):
        hours_pass(patient, 1)

    assert len(receiver.bodies) == 4
    assert us.v1.events.list().data[0].pending_webhooks == 1
    assert us.v1.webhook_endpoints.retrieve(endpoint).status == "enabled"


def test_a_live_endpoint_that_is_deaf_for_three_days_is_disabled(
    in_live_mode: Control, receiver: Receiver
) -> None:
    live = client(in_live_mode, LIVE_KEY)
    receiver.mood = lambda _: 500
    endpoint = listen(live, receiver)
    live.v1.customers.create({"name": "Ann"})

    for _ in range(8):
        hours_pass(in_live_mode, 25)

    assert len(receiver.bodies) == 9
    assert live.v1.webhook_endpoints.retrieve(endpoint).status == "disabled"


def test_every_attempt_is_written_down(
    us: StripeClient, patient: Control, receiver: Receiver
) -> None:
    receiver.mood = lambda number: 500 if number == 0 else 200
    endpoint = listen(us, receiver)
    us.v1.customers.create({"name": "Ann"})
    patient.settled()

    hours_pass(patient, 1)

    tried = patient.get("accounts/us/deliveries")["data"]
    assert [(each["attempt"], each["answer"]) for each in tried] == [(0, 500), (1, 200)]
    assert {each["endpoint"] for each in tried} == {endpoint}
    assert {each["type"] for each in tried} == {"customer.created"}


def test_an_endpoint_can_be_told_in_thin_events(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    endpoint = listen(us, receiver)
    sandbox.put(f"accounts/us/webhook_endpoints/{endpoint}/payload", payload="thin")

    customer = us.v1.customers.create({"name": "Ann"})
    sandbox.settled()

    (event,) = receiver.events()
    assert event["object"] == "v2.core.event"
    assert event["related_object"]["id"] == customer.id
