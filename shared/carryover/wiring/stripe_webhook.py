"""Stripe's webhook ingress: ``POST /webhooks/stripe/{account}``.

2xx only after the queue has the delivery; 4xx for what we do not believe; 503 for our own failure.
Stripe tries again after anything but 2xx, for three days (docs.stripe.com/webhooks, "Automatic
retries"), so a 4xx given in error, for example in the first seconds of a rotation, loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from carryover.adapters.s3 import S3Shelf
from carryover.adapters.secrets import WebhookSecrets
from carryover.adapters.sqs import InboundQueue
from carryover.adapters.stripe import signature
from carryover.edge.http import Answer, Request, Unreadable, answer, request
from carryover.edge.telemetry import count, count_by, logger
from carryover.intake.keyring import Keyring
from carryover.intake.model import Accepted, Arrival, Refusal
from carryover.intake.service import Intake
from carryover.kernel.errors import Retryable
from carryover.wiring.settings import UsesBucket, UsesInboundQueue, UsesStripeWebhookSecrets

REFUSALS: Final = {
    Refusal.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 5 MiB."),
    Refusal.UNKNOWN_ACCOUNT: (HTTPStatus.NOT_FOUND, "There is no such account."),
    Refusal.UNREADABLE: (HTTPStatus.BAD_REQUEST, "The body is not what its encoding says."),
    Refusal.MALFORMED: (HTTPStatus.BAD_REQUEST, "The Stripe-Signature header is not one."),
    Refusal.STALE: (HTTPStatus.BAD_REQUEST, "The signature's time is not within five minutes."),
    Refusal.FORGED: (HTTPStatus.BAD_REQUEST, "The signature does not match."),
}
"""What a sender hears. ``UNPREPARED`` is missing: it is our failure, not a refusal."""


class Needs(UsesInboundQueue, UsesBucket, UsesStripeWebhookSecrets):
    """All this Lambda may know."""


@cache
def door() -> "Door":
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
        )
    )


@dataclass(frozen=True, slots=True)
class Door:
    """Turns what the intake says into HTTP, one log line and one count."""

    intake: Intake

    def respond(self, event: Mapping[str, Any]) -> Answer:
        """Answer one HTTP request."""
        asked = request(event)
        if asked.method != "POST":
            return answer(
                HTTPStatus.METHOD_NOT_ALLOWED, "Only POST is understood here.", allow="POST"
            )
        with logger.append_context_keys(
            cause=asked.id, account=_account(asked)[:32], size=len(asked.raw)
        ):
            return self._take_in(asked)

    def _take_in(self, asked: Request) -> Answer:
        try:
            outcome = self.intake.receive(
                Arrival(asked.id, _account(asked), asked.headers, asked.body())
            )
        except Unreadable:
            return _refuse(Refusal.UNREADABLE)
        except Retryable as failure:
            return _fail(failure)
        if isinstance(outcome, Accepted):
            return _accept(outcome)
        return _refuse(outcome.why)


def _account(asked: Request) -> str:
    return asked.path.get("account", "")


def _accept(outcome: Accepted) -> Answer:
    count("Accepted")
    logger.info("accepted", shelved=outcome.shelved)
    return answer(HTTPStatus.OK, "Accepted.")


def _refuse(why: Refusal) -> Answer:
    count_by("Refused", reason=why.value)
    logger.warning("refused", reason=why.value)
    status, sentence = REFUSALS[why]
    return answer(status, sentence)


def _fail(failure: Retryable) -> Answer:
    count("OurFailure")
    logger.error("failed to take a delivery", reason=failure.reason)
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, "Not now: please try again.")
