"""https://docs.stripe.com/webhooks"""

import json
from typing import Any

import pytest
import stripe

from sandbox.stripe.core.world import World
from sandbox.stripe.resources.webhook_endpoints import roll
from sandbox.stripe.webhooks.faults import Dice, WebhookFaults
from sandbox.stripe.webhooks.letters import Letter, compose
from sandbox.stripe.webhooks.post_office import PostOffice, Service
from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError

NOW = 1_800_000_000
"""Real time, which the sandbox's clock has nothing to do with."""

URL = "https://example.com/hook"
EVENTS = 2_000


def endpoint(us: Caller, *types: str) -> Object:
    return us.post("/v1/webhook_endpoints", url=URL, enabled_events=[*types] or ["*"])


def letter(us: Caller, clockwork: World, made: Object, attempt: int = 0, **faults: Any) -> Letter:
    us.post("/v1/customers", email="a@example.com")
    account = clockwork.accounts["us"]
    event = next(iter(account.events))
    dice = Dice(WebhookFaults(**faults), (1, "us", event.id, made["id"]))
    return Letter(account, made, event, dice, attempt=attempt)


def verifies(body: bytes, headers: dict[str, str], secret: str) -> bool:
    """Ask the SDK, at its default tolerance of the real clock being near."""
    try:
        stripe.WebhookSignature.verify_header(body.decode(), headers["stripe-signature"], secret)
    except stripe.SignatureVerificationError:
        return False
    return True


def test_a_secret_is_told_once(us: Caller) -> None:
    made = endpoint(us)

    assert made["secret"].startswith("whsec_")
    assert "secret" not in us.get(f"/v1/webhook_endpoints/{made['id']}")


def test_a_delivery_verifies_with_the_sdk(us: Caller, clockwork: World) -> None:
    made = endpoint(us)

    body, headers = compose(letter(us, clockwork, made), NOW)

    assert verifies(body, headers, made["secret"])
    assert not verifies(body, headers, "whsec_other")
    assert json.loads(body)["created"] == clockwork.clock
    assert headers["stripe-signature"].startswith(f"t={NOW},v1=")


def test_while_a_secret_is_rolled_both_verify_and_then_only_the_new_one(
    us: Caller, clockwork: World
) -> None:
    made = endpoint(us)
    fresh = roll(clockwork.accounts["us"], made["id"], old_for=3600)
    sent = letter(us, clockwork, made)

    during = compose(sent, NOW)
    clockwork.advance(clockwork.clock + 3600)
    after = compose(sent, NOW)

    assert during[1]["stripe-signature"].count("v1=") == 2
    assert verifies(*during, made["secret"])
    assert verifies(*during, fresh)
    assert verifies(*after, fresh)
    assert not verifies(*after, made["secret"])


@pytest.mark.parametrize("fault", ["missigned", "tampered"])
def test_a_spoilt_first_attempt_fails_and_its_retry_verifies(
    us: Caller, clockwork: World, fault: str
) -> None:
    made = endpoint(us)
    always: dict[str, Any] = {fault: 1.0}

    first = compose(letter(us, clockwork, made, **always), NOW)
    retry = compose(letter(us, clockwork, made, attempt=1, **always), NOW)

    assert not verifies(*first, made["secret"])
    assert verifies(*retry, made["secret"])


def office(clockwork: World, **faults: Any) -> PostOffice:
    made = PostOffice(Service(), wall=lambda: NOW)
    made.faults["us"] = WebhookFaults(**faults)
    clockwork.listeners.append(made.accept)
    return made


def test_only_enabled_endpoints_get_only_what_they_asked_for(us: Caller, clockwork: World) -> None:
    post = office(clockwork)
    endpoint(us, "product.created")
    asleep = endpoint(us)
    us.post(f"/v1/webhook_endpoints/{asleep['id']}", disabled=True)

    us.post("/v1/customers")
    us.post("/v1/products", name="Course")

    assert post.pending() == 1
    assert us.get("/v1/events")["data"][0]["pending_webhooks"] == 1


def test_shares_of_faults_come_true(us: Caller, clockwork: World) -> None:
    office(clockwork, lost=0.1, duplicated=0.3, copies=2)
    endpoint(us)

    account = clockwork.accounts["us"]
    for _ in range(EVENTS):
        account.announce("customer.updated", {"id": "cus_1", "object": "customer"})

    assert account.stats["lost"] == pytest.approx(EVENTS * 0.1, rel=0.25)
    assert account.stats["duplicates"] == pytest.approx(EVENTS * 0.9 * 0.3 * 2, rel=0.25)


def test_the_same_seed_loses_the_same_events() -> None:
    def lost(seed: int) -> list[bool]:
        faults = WebhookFaults(lost=0.5)
        return [Dice(faults, (seed, "us", f"evt_{n}", "we_1")).falls("lost") for n in range(50)]

    assert lost(1) == lost(1)
    assert lost(1) != lost(2)


def test_other_accounts_are_left_alone(intl: Caller, clockwork: World) -> None:
    post = office(clockwork, lost=1.0)
    intl.post("/v1/webhook_endpoints", url=URL, enabled_events=["*"])

    intl.post("/v1/customers")

    assert post.pending() == 1


@pytest.mark.parametrize("url", ["", "example.com/hook", "ftp://example.com"])
def test_a_receiver_needs_a_web_address(us: Caller, url: str) -> None:
    with pytest.raises(RefusedError):
        us.post("/v1/webhook_endpoints", url=url, enabled_events=["*"])


def test_an_unknown_event_type_is_refused(us: Caller) -> None:
    with pytest.raises(RefusedError, match="must be one of"):
        us.post("/v1/webhook_endpoints", url=URL, enabled_events=["customer.exploded"])
