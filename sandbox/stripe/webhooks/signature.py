"""Signs deliveries: https://docs.stripe.com/webhooks#verify-manually."""

import hmac
from collections.abc import Iterable


def header(payload: bytes, secrets: Iterable[str], timestamp: int) -> str:
    """Write ``Stripe-Signature``: one v1 for every secret in force, two while one is rolled."""
    signed = f"{timestamp}.".encode() + payload
    signatures = (hmac.digest(secret.encode(), signed, "sha256").hex() for secret in secrets)
    return ",".join([f"t={timestamp}", *(f"v1={signature}" for signature in signatures)])
