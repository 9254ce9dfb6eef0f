import stripe
from stripe import StripeClient

from tests.contract.stripe_sdk.control import Control
from tests.contract.stripe_sdk.receiver import Receiver

CUSTOMERS = 40


def listen(us: StripeClient, receiver: Receiver) -> str:
    made = us.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    assert made.secret is not None
    return made.secret


def sell(us: StripeClient, count: int = CUSTOMERS) -> None:
    for number in range(count):
        us.v1.customers.create({"email": f"{number}@example.com"})


def verified(receiver: Receiver, secret: str) -> list[bool]:
    """Tell of each delivery whether the SDK accepts it."""
    return [
        _verifies(*each, secret) for each in zip(receiver.bodies, receiver.signatures, strict=True)
    ]


def _verifies(body: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.Webhook.construct_event(body, signature, secret)
    except stripe.SignatureVerificationError:
        return False
    return True


def test_every_event_arrives_once_and_verifies(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    secret = listen(us, receiver)
    sell(us)

    stats = sandbox.settled()

    assert all(verified(receiver, secret))
    assert sorted(receiver.ids()) == sorted(event["id"] for event in sandbox.truth("us", "event"))
    assert (stats["events"], stats["delivered"]) == (CUSTOMERS, CUSTOMERS)
    assert {event.pending_webhooks for event in us.v1.events.list().data} == {0}


def test_lost_and_doubled_events_are_counted_as_they_are(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    listen(us, receiver)
    sandbox.put("faults", webhooks={"us": {"lost": 0.2, "duplicated": 0.4, "copies": 2}})
    sell(us)

    stats = sandbox.settled()

    assert len(set(receiver.ids())) == CUSTOMERS - stats["lost"]
    assert len(receiver.ids()) == stats["delivered"]
    assert stats["delivered"] == CUSTOMERS - stats["lost"] + stats["duplicates"]
    assert stats["lost"] > 0
    assert stats["duplicates"] > 0


def test_events_of_one_moment_arrive_in_another_order(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    listen(us, receiver)
    sandbox.put("faults", webhooks={"us": {"delayed": 0.5, "delay": 0.2}})
    sell(us)
    sandbox.settled()

    told = [event["id"] for event in sandbox.truth("us", "event")]

    assert sorted(receiver.ids()) == sorted(told)
    assert receiver.ids() != told


def test_a_refusal_is_retried_until_it_is_taken(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    listen(us, receiver)
    receiver.mood = lambda delivery: 500 if delivery < 2 else 200
    sell(us, 1)

    stats = sandbox.settled()

    assert (stats["attempts"], stats["delivered"]) == (3, 1)


def test_a_receiver_that_never_answers_well_is_given_up(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    listen(us, receiver)
    receiver.mood = lambda _: 503
    sell(us, 2)

    stats = sandbox.settled()

    assert (stats["failed"], stats["attempts"]) == (2, 6)
    assert us.v1.events.list().data[0].pending_webhooks == 1


def test_forged_and_tampered_deliveries_do_not_verify_and_come_right_when_refused(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    secret = listen(us, receiver)
    sandbox.put("faults", webhooks={"us": {"missigned": 0.3, "tampered": 0.3}})
    receiver.mood = lambda number: 200 if verified(receiver, secret)[number] else 400
    sell(us, 10)

    stats = sandbox.settled()

    spoilt = verified(receiver, secret).count(False)
    assert spoilt > 0
    assert stats["delivered"] == 10
    assert stats["attempts"] == 10 + spoilt


def test_a_rolled_secret_is_accepted_beside_the_old_one(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    made = us.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    fresh = sandbox.post(f"accounts/us/webhook_endpoints/{made.id}/roll")["secret"]
    sell(us, 1)
    sandbox.settled()

    assert verified(receiver, fresh) == verified(receiver, made.secret or "") == [True]


def test_a_deleted_endpoint_gets_nothing_more(
    us: StripeClient, sandbox: Control, receiver: Receiver
) -> None:
    made = us.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    us.v1.webhook_endpoints.delete(made.id)
    sell(us, 1)
    sandbox.settled()

    assert receiver.ids() == []
