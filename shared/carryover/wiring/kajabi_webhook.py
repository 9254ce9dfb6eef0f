"""Kajabi's webhook ingress: ``POST /webhooks/kajabi/{account}/{token}``.

A wrong token hears what an unknown path would. No retry of Kajabi's is documented (CONTRACTS.md
§1.8): whatever is refused or lost here, the poller finds (``carryover.access.polling``).
"""

from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from carryover.adapters.s3 import S3Shelf
from carryover.adapters.secrets import WebhookSecrets
from carryover.adapters.sqs import InboundQueue
from carryover.edge.http import Request
from carryover.intake import token
from carryover.intake.keyring import Keyring
from carryover.intake.model import Arrival, Refusal
from carryover.intake.service import Intake
from carryover.wiring.door import Door, Refusals, account_of
from carryover.wiring.settings import UsesBucket, UsesInboundQueue, UsesKajabiHookTokens

NOBODY: Final = (HTTPStatus.NOT_FOUND, "There is nothing here.")

REFUSALS: Final[Refusals] = {
    Refusal.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 5 MiB."),
    Refusal.UNREADABLE: (HTTPStatus.BAD_REQUEST, "The body is not what its encoding says."),
    Refusal.UNKNOWN_ACCOUNT: NOBODY,
    Refusal.FORGED: NOBODY,
}


class Needs(UsesInboundQueue, UsesBucket, UsesKajabiHookTokens):
    """All this Lambda may know."""


@cache
def door() -> Door:
    """Build it on first use, keep it while warm; only now is botocore's session imported."""
    from carryover.adapters import aws  # noqa: PLC0415  two thirds of the cold start (DESIGN §9)

    needs = Needs.load()
    return Door(
        Intake(
            keyring=Keyring(WebhookSecrets(aws.secretsmanager(), needs.kajabi_hook_tokens)),
            check=token.check,
            channel=InboundQueue(aws.sqs(), needs.inbound_queue_url),
            shelf=S3Shelf(aws.s3, needs.bucket),
            clock=lambda: datetime.now(UTC),
        ),
        arrival,
        REFUSALS,
    )


def arrival(asked: Request) -> Arrival:
    """Take only the token along: what else a sender says of itself proves nothing. Raises
    ``Unreadable``."""
    proof = {token.PROOF: asked.path.get("token", "")}
    return Arrival(asked.id, account_of(asked), proof, asked.body(), kind="kajabi.hook")
