"""Tells Stripe's deliveries from forgeries (docs.stripe.com/webhooks, "Verify webhook signatures
manually").

The header is ``t=<seconds>,v1=<hex>[,v1=<hex> …][,v0=<hex>]``, a signature the HMAC-SHA256 of
``<t>.<body>``; there are several while a secret is rolled. Standard library only: the SDK's
``construct_event`` costs 160 times as much and looks at the age in one direction only.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from carryover.intake.model import Refusal

HEADER: Final = "stripe-signature"

SCHEME: Final = "v1"
"""The only one Stripe signs live events with; ``v0`` is for tests and proves nothing."""

TOLERANCE_SECONDS: Final = 300
"""How far the sender's clock may be from ours, either way: the window for replaying a recorded
delivery. Five minutes is Stripe's own default."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature header claims."""

    at: str
    """Seconds, as written: the text itself is signed."""
    signatures: tuple[bytes, ...]


def check(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime
) -> Refusal | None:
    """Say why the delivery is not believed, or ``None`` when it is Stripe's and recent."""
    signed = parse(headers.get(HEADER, ""))
    if signed is None:
        return Refusal.MALFORMED
    if abs(int(now.timestamp()) - int(signed.at)) > TOLERANCE_SECONDS:
        return Refusal.STALE
    return None if _genuine(signed, body, secrets) else Refusal.FORGED


def parse(header: str) -> Signed | None:
    """Read the header; ``None`` unless it has exactly one time and at least one signature."""
    if not header.isascii():
        return None
    times = _values(header, "t")
    signatures = tuple(value.encode() for value in _values(header, SCHEME))
    if not signatures or len(times) != 1 or not _is_seconds(times[0]):
        return None
    return Signed(times[0], signatures)


def signature(at: str, body: bytes, secret: str) -> bytes:
    """Sign as Stripe does."""
    return hmac.digest(secret.encode(), at.encode() + b"." + body, "sha256").hex().encode()


def _values(header: str, name: str) -> list[str]:
    pairs = (part.strip().partition("=") for part in header.split(","))
    return [value for key, _, value in pairs if key == name]


def _genuine(signed: Signed, body: bytes, secrets: Sequence[str]) -> bool:
    """Compare every signature with every secret, in constant time each.

    A blank secret is passed over: it makes an empty key, with which anybody can sign.
    """
    return any(
        hmac.compare_digest(ours, theirs)
        for secret in secrets
        if secret.strip()
        for ours in [signature(signed.at, body, secret)]
        for theirs in signed.signatures
    )


def _is_seconds(text: str) -> bool:
    """Twelve digits last until the year 33658; more would only be there to hurt us."""
    return text.isdigit() and len(text) <= 12
