"""Golden deliveries, signed afresh: a signature is good for five minutes only."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from sandbox.aws.paths import ROOT

SECRETS = {"us": ["whsec_golden_new", "whsec_golden_old"]}


def delivery(name: str) -> dict[str, Any]:
    """An HTTP API event of ``events/http`` as it stands there."""
    path = ROOT / "events/http" / f"stripe_webhook_{name}.json"
    event: dict[str, Any] = json.loads(path.read_text())
    return event


def delivered_now(name: str, secret: str = SECRETS["us"][0]) -> dict[str, Any]:
    """The same delivery as if Stripe had sent it this second."""
    event = delivery(name)
    event["headers"]["stripe-signature"] = signature(_raw(event), secret, int(time.time()))
    return event


def signature(body: bytes, secret: str, at: int) -> str:
    """Sign as docs.stripe.com/webhooks, "Verify webhook signatures manually", says."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def _raw(event: dict[str, Any]) -> bytes:
    body: str = event["body"]
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
