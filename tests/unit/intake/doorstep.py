"""A door, who knocks at it, and what stands behind it: no AWS, no Stripe, a clock that is moved by
hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from carryover.adapters.stripe import signature
from carryover.edge.http import Answer
from carryover.intake.keyring import Keyring
from carryover.intake.service import Intake
from carryover.intake.store import Secrets
from carryover.kernel.errors import Retryable
from carryover.wiring.door import Door
from carryover.wiring.stripe_webhook import REFUSALS, arrival

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEW, OLD = "whsec_golden_new", "whsec_golden_old"
BODY = b'{"id": "evt_1", "object": "event", "type": "customer.updated"}'


@dataclass
class Safe:
    """Where the secrets are kept; counts how often somebody looks."""

    secrets: Secrets = field(default_factory=lambda: {"us": (NEW, OLD), "intl": ("whsec_intl",)})
    locked: bool = False
    looks: int = 0

    def read(self) -> Secrets:
        self.looks += 1
        if self.locked:
            raise Retryable("the safe is locked")
        return self.secrets


@dataclass
class Belt:
    """The inbound queue."""

    messages: list[str] = field(default_factory=list)
    down: bool = False

    def put(self, text: str) -> None:
        if self.down:
            raise Retryable("the belt stands still")
        self.messages.append(text)


@dataclass
class Shelf:
    """Keeps large bodies."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    down: bool = False

    def put(self, key: str, body: bytes) -> None:
        if self.down:
            raise Retryable("the shelf is gone")
        self.bodies[key] = body


class Doorstep:
    """The whole ingress, with the world around it in memory."""

    def __init__(self) -> None:
        self.now = NOON
        self.safe = Safe()
        self.belt = Belt()
        self.shelf = Shelf()
        keyring = Keyring(self.safe)
        self.door = Door(
            Intake(keyring, signature.check, self.belt, self.shelf, clock=lambda: self.now),
            arrival,
            REFUSALS,
        )

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def knock(
        self, header: Any = None, body: bytes = BODY, *, account: str = "us", **changes: Any
    ) -> int:
        """Deliver, and hear the status."""
        headers = {} if header is None else {"stripe-signature": header}
        return self.status({**http(headers, body.decode(), account), **changes})

    def genuine(self, body: bytes = BODY, *, secret: str = NEW, account: str = "us") -> int:
        """Deliver what Stripe would send at this moment."""
        return self.knock(signed(body, secret, self.now), body, account=account)

    def status(self, event: Mapping[str, Any]) -> int:
        return int(self.answer(event)["statusCode"])

    def answer(self, event: Mapping[str, Any]) -> Answer:
        return self.door.respond(event)

    @property
    def queued(self) -> list[dict[str, Any]]:
        """The bodies of all messages on the queue."""
        return [json.loads(message)["body"] for message in self.belt.messages]

    @property
    def untouched(self) -> bool:
        """Nothing was written anywhere."""
        return not self.belt.messages and not self.shelf.bodies


def signed(body: bytes, secret: str = NEW, at: datetime = NOON) -> str:
    """Write a header as Stripe does."""
    seconds = str(int(at.timestamp()))
    return f"t={seconds},v1={signature.signature(seconds, body, secret).decode()}"


def http(headers: Mapping[str, Any], body: str, account: str = "us") -> dict[str, Any]:
    """Wrap it as API Gateway does."""
    return {
        "version": "2.0",
        "headers": dict(headers),
        "requestContext": {"requestId": "JKJaXmPLvHcESHA=", "http": {"method": "POST"}},
        "pathParameters": {"account": account},
        "body": body,
        "isBase64Encoded": False,
    }
