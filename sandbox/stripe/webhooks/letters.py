"""One delivery: what it says, how it is signed, and how a fault spoils it."""

import json
from dataclasses import dataclass

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.webhooks.faults import Dice
from sandbox.stripe.webhooks.signature import header

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


def compose(letter: Letter, timestamp: int) -> tuple[bytes, dict[str, str]]:
    """Write what goes over the wire: body and headers, spoilt if a fault says so."""
    event = letter.event.render(letter.endpoint["api_version"] or letter.event.api_version)
    body = json.dumps(event).encode()
    signature = header(body, secrets(letter.account, letter.endpoint["id"]), timestamp)
    if letter.attempt == 0 and letter.dice.falls("missigned"):
        letter.account.stats["missigned"] += 1
        signature = header(body, [FORGED], timestamp)
    if letter.attempt == 0 and letter.dice.falls("tampered"):
        letter.account.stats["tampered"] += 1
        body = json.dumps({**event, "livemode": not event["livemode"]}).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signature,
        "user-agent": USER_AGENT,
    }
    return body, headers


def secrets(account: Account, endpoint_id: str) -> list[str]:
    """List the secrets in force: for a while after rolling, the old one too."""
    known = account.facts[endpoint_id]
    old: list[str] = known.get("old", [])
    return [known["secret"], *(old if account.now() < known.get("old_until", 0) else [])]
