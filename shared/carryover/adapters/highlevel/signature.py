"""Tells HighLevel's deliveries from forgeries (CONTRACTS.md §2.9).

``X-GHL-Signature`` is the base64 of an Ed25519 signature over the exact body, by a key that is the
same for every app: it proves that HighLevel sent it, not that it is ours. So the body's ``appId``
and ``locationId`` are compared, too. ``X-WH-Signature`` (RSA) was removed on 2026-07-01 and is not
looked at. The public keys are configuration: two while HighLevel replaces one.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from carryover.intake.model import Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER: Final = "x-ghl-signature"

LENGTH: Final = 64
"""Bytes of an Ed25519 signature (RFC 8032)."""

KEY, APP, LOCATION = "key:", "app:", "location:"
"""What an entry of the door's secret is (``adapters.highlevel.doorkeeper``)."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whom this door believes, and about what."""

    keys: tuple[str, ...]
    apps: frozenset[str]
    locations: frozenset[str]

    @staticmethod
    def among(entries: Sequence[str]) -> "Trusted":
        """Sort the door's entries."""
        return Trusted(
            keys=tuple(each.removeprefix(KEY) for each in entries if each.startswith(KEY)),
            apps=frozenset(each.removeprefix(APP) for each in entries if each.startswith(APP)),
            locations=frozenset(
                each.removeprefix(LOCATION) for each in entries if each.startswith(LOCATION)
            ),
        )


@dataclass(slots=True)
class Check:
    """Judges deliveries (``intake.store.SignatureCheck``); keeps what it has read of keys."""

    _read: dict[str, "Ed25519PublicKey | None"] = field(default_factory=dict)

    def __call__(
        self, headers: Mapping[str, str], body: bytes, entries: Sequence[str], _now: datetime
    ) -> Refusal | None:
        """Say why it is not believed. Time is no reason: HighLevel's own retries come up to 70
        minutes later, and a recorded delivery that is sent again is a duplicate."""
        trusted = Trusted.among(entries)
        keys = [key for text in trusted.keys if (key := self._key(text)) is not None]
        if not keys:
            return Refusal.UNPREPARED
        signature = _signature(headers.get(HEADER, ""))
        if signature is None:
            return Refusal.MALFORMED
        if not any(_fits(key, signature, body) for key in keys):
            return Refusal.FORGED
        return _addressed(body, trusted)

    def _key(self, text: str) -> "Ed25519PublicKey | None":
        if text not in self._read:
            self._read[text] = _opened(text)
        return self._read[text]


def _signature(text: str) -> bytes | None:
    """Decode it; HighLevel has been seen to send ``N/A``, and two headers come joined."""
    try:
        signature = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return signature if len(signature) == LENGTH else None


def _opened(text: str) -> "Ed25519PublicKey | None":
    """Read a key (SPKI, base64); anything else, and a key of another kind, opens nothing."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  cold start (DESIGN §9)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _fits(key: "Ed25519PublicKey", signature: bytes, body: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  as above

    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def _addressed(body: bytes, trusted: Trusted) -> Refusal | None:
    """Tell whether a genuine delivery is for us. What it names must be ours, and it must name one
    of the two: somebody else's app is signed with the same key."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal.UNREADABLE
    if not isinstance(said, dict):
        return Refusal.UNREADABLE
    app, location = said.get("appId"), said.get("locationId") or said.get("altId")
    named = [(app, trusted.apps)] * bool(app) + [(location, trusted.locations)] * bool(location)
    ours = bool(named) and all(isinstance(n, str) and n in known for n, known in named)
    return None if ours else Refusal.UNKNOWN_ACCOUNT
