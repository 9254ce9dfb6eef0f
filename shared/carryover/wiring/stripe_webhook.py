"""Stripe's webhook ingress: ``POST /webhooks/stripe/{account}``.

Stripe tries again after anything but 2xx, for three days (docs.stripe.com/webhooks, "Automatic
retries"), so a 4xx given in error, for example in the first seconds of a rotation, loses nothing.
"""

from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from carryover.adapters.s3 import S3Shelf
from carryover.adapters.secrets import WebhookSecrets
from carryover.adapters.sqs import InboundQueue
from carryover.adapters.stripe import signature
from carryover.edge.http import Request
from carryover.intake.keyring import Keyring
from carryover.intake.model import Arrival, Refusal
from carryover.intake.service import Intake
from carryover.wiring.door import Door, Refusals, account_of
from carryover.wiring.settings import UsesBucket, UsesInboundQueue, UsesStripeWebhookSecrets

REFUSALS: Final[Refusals] = {
    Refusal.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 5 MiB."),
    Refusal.UNKNOWN_ACCOUNT: (HTTPStatus.NOT_FOUND, "There is no such account."),
    Refusal.UNREADABLE: (HTTPStatus.BAD_REQUEST, "The body is not what its encoding says."),
    Refusal.MALFORMED: (HTTPStatus.BAD_REQUEST, "The Stripe-Signature header is not one."),
    Refusal.STALE: (HTTPStatus.BAD_REQUEST, "The signature's time is not within five minutes."),
    Refusal.FORGED: (HTTPStatus.BAD_REQUEST, "The signature does not match."),
}


class Needs(UsesInboundQueue, UsesBucket, UsesStripeWebhookSecrets):
    """All this Lambda may know."""


@cache
def door() -> Door:
    """Build it on first use, keep it while warm; only now is botocore's session imported."""
    from carryover.adapters import aws  # noqa: PLC0415  two thirds of the cold start, see above

    needs = Needs.load()
    return Door(
        Intake(
            keyring=Keyring(WebhookSecrets(aws.secretsmanager(), needs.stripe_webhook_secrets)),
            check=signature.check,
            channel=InboundQueue(aws.sqs(), needs.inbound_queue_url),
            shelf=S3Shelf(aws.s3, needs.bucket),
            clock=lambda: datetime.now(UTC),
        ),
        arrival,
        REFUSALS,
    )


def arrival(asked: Request) -> Arrival:
    """Stripe's proof stands in a header. Raises ``Unreadable``."""
    return Arrival(asked.id, account_of(asked), asked.headers, asked.body())
