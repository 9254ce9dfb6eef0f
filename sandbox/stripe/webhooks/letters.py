"""One delivery: what it says, how it is signed, and how a fault spoils it."""

import json
from dataclasses import dataclass

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.webhooks.faults import Dice
from sandbox.stripe.webhooks.signature import header
from sandbox.stripe.webhooks.thin import thin

USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
FORGED = "whsec_of_somebody_else"
"""Signs what a fault wants missigned."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery of one event to one endpoint."""

    account: Account
    endpoint: Object
    event: Event
    dice: Dice
    copy: int = 0
    attempt: int = 0

    def wanted(self) -> bool:
        """Tell whether the endpoint is still there and enabled."""
        endpoint = self.account.find("webhook_endpoint", self.endpoint["id"])
        return endpoint is not None and endpoint["status"] == "enabled"

    def delivered(self) -> None:
        """Count the endpoint off, once however many copies it takes."""
        if self.copy == 0:
            self.account.events.delivered(self.event.id)
        known = self.account.facts.get(self.endpoint["id"])
        if known is not None:
            known["heard_at"] = self.account.now()

    def heard_since(self) -> bool:
        """Tell whether the endpoint has taken anything since this event happened."""
        known = self.account.facts.get(self.endpoint["id"], {})
        return bool(known.get("heard_at", 0) > self.event.created)

    def disable(self) -> None:
        """Stop writing to the endpoint, if it is still there."""
        if self.wanted():
            endpoint = self.account.get("webhook_endpoint", self.endpoint["id"])
            self.account.change(endpoint, {"status": "disabled"})

    def noted(self, answer: int | str) -> Object:
        """Write an attempt down: a status, or the name of what broke."""
        return {
            "account": self.account.alias,
            "at": self.account.now(),
            "event": self.event.id,
            "type": self.event.type,
            "endpoint": self.endpoint["id"],
            "attempt": self.attempt,
            "answer": answer,
        }


def compose(letter: Letter, timestamp: int) -> tuple[bytes, dict[str, str]]:
    """Write what goes over the wire: body and headers, spoilt if a fault says so."""
    body = _told(letter).encode()
    signature = header(body, secrets(letter.account, letter.endpoint["id"]), timestamp)
    if letter.attempt == 0 and letter.dice.falls("missigned"):
        letter.account.stats["missigned"] += 1
        signature = header(body, [FORGED], timestamp)
    if letter.attempt == 0 and letter.dice.falls("tampered"):
        letter.account.stats["tampered"] += 1
        body = json.dumps({**json.loads(body), "livemode": not letter.event.livemode}).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signature,
        "user-agent": USER_AGENT,
    }
    return body, headers


def _told(letter: Letter) -> str:
    """Spell the event as this endpoint wants it: in its version, or thin."""
    if letter.account.facts[letter.endpoint["id"]].get("payload") == "thin":
        return json.dumps(thin(letter.event))
    return letter.event.text(letter.endpoint["api_version"] or letter.event.api_version)


def secrets(account: Account, endpoint_id: str) -> list[str]:
    """List the secrets in force: for a while after rolling, the old one too."""
    known = account.facts[endpoint_id]
    old: list[str] = known.get("old", [])
    return [known["secret"], *(old if account.now() < known.get("old_until", 0) else [])]
