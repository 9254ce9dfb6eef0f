"""Signs deliveries: Ed25519 over the raw body, in ``X-GHL-Signature`` as base64 [D, S].

The real key is one for all apps; this one is made of the world's seed, so that nobody can mistake
a local webhook for a real one. ``X-WH-Signature``, gone since 2026-07-01 [D], is never sent.
"""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.ground.clockwork import digest


def public_key(seed: int) -> str:
    """Write the public key as HighLevel publishes its own: SPKI, base64."""
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(_private(seed).public_key().public_bytes(*form)).decode()


def signature(seed: int, body: bytes) -> str:
    """Sign a body."""
    return b64encode(_private(seed).sign(body)).decode()


def _private(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(digest(seed, "webhook key")[:32])
