"""KAJ-2: by which key at Stripe a member's subscription is ended."""

from dataclasses import dataclass, field

import pytest

from carryover.access.model import Billed
from carryover.adapters.stripe.billing import StripeBilling
from carryover.adapters.stripe.direct import StripeDirect
from carryover.ports.stripe_api import Json, Params
from tests.unit.migration.moving.stage import Stripes

ADA = Billed("us", "sub_1", "cus_1", "ada@example.com", "Ada", ("gold",), "active", 0, False)
WISH = "academy:contact-4711:tag:77:1"


@dataclass(frozen=True, slots=True)
class Writes(StripeDirect):
    """A Stripe that writes down how it was asked."""

    keys: list[str] = field(default_factory=list)
    said: list[Params] = field(default_factory=list)

    def post(self, account: str, path: str, params: Params, *, key: str) -> Json:
        self.keys.append(key)
        self.said.append({**params, "at": f"{account}/{path}"})
        return {}

    def delete(self, account: str, path: str, params: Params, *, key: str) -> Json:
        return self.post(account, path, params, key=key)


def stripe_there() -> Writes:
    there = Stripes().api
    assert isinstance(there, StripeDirect)
    return Writes(there.doors, there.pace)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_retry_has_the_same_key_and_another_wish_has_another(at_once: bool) -> None:
    stripe = stripe_there()

    for wish in (WISH, WISH, WISH + "2"):
        StripeBilling(stripe).end(ADA, at_once=at_once, request=wish)

    first, again, other = stripe.keys
    assert first == again != other


@pytest.mark.parametrize("at_once", [True, False])
def test_neither_the_key_nor_the_mark_says_who_left(at_once: bool) -> None:
    stripe = stripe_there()

    StripeBilling(stripe).end(ADA, at_once=at_once, request=WISH)

    assert "4711" not in f"{stripe.keys} {stripe.said}"


def test_an_end_at_once_is_another_write_than_one_at_the_periods_end() -> None:
    """Stripe refuses a key that comes with another request: docs.stripe.com/api/idempotent_requests
    (documented)."""
    stripe = stripe_there()

    for at_once in (False, True):
        StripeBilling(stripe).end(ADA, at_once=at_once, request=WISH)

    assert len(set(stripe.keys)) == 2
