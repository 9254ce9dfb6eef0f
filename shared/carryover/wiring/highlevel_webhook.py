"""HighLevel's webhook ingress: ``POST /webhooks/highlevel/{account}``, ``account`` being our name
for the marketplace app; one URL for all its locations.

HighLevel tries again only after a 429 (CONTRACTS.md §2.9), so that is what our own failure says;
anything else that is not 2xx is final. What is lost all the same, the poll and the walk find.
"""

from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from carryover.adapters.highlevel import signature
from carryover.adapters.highlevel.doorkeeper import DoorSecrets
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.sqs import InboundQueue
from carryover.edge.http import Request
from carryover.intake.keyring import Keyring
from carryover.intake.model import Arrival, Refusal
from carryover.intake.service import Intake
from carryover.wiring.crm_settings import UsesHighLevelDoor
from carryover.wiring.door import Door, Refusals, account_of
from carryover.wiring.settings import UsesBucket, UsesInboundQueue

REFUSALS: Final[Refusals] = {
    Refusal.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 5 MiB."),
    Refusal.UNREADABLE: (HTTPStatus.BAD_REQUEST, "The body is not what its encoding says."),
    Refusal.UNKNOWN_ACCOUNT: (HTTPStatus.NOT_FOUND, "No app and no location of ours."),
    Refusal.MALFORMED: (HTTPStatus.UNAUTHORIZED, "The X-GHL-Signature header is no signature."),
    Refusal.FORGED: (HTTPStatus.UNAUTHORIZED, "The signature does not fit."),
}


class Needs(UsesInboundQueue, UsesBucket, UsesHighLevelDoor):
    """All this Lambda may know."""


@cache
def door() -> Door:
    """Build it on first use, keep it while warm; only now is botocore's session imported."""
    from carryover.adapters import aws  # noqa: PLC0415  two thirds of the cold start (DESIGN §9)

    needs = Needs.load()
    return Door(
        Intake(
            keyring=Keyring(DoorSecrets(aws.secretsmanager(), needs.highlevel_door)),
            check=signature.Check(),
            channel=InboundQueue(aws.sqs(), needs.inbound_queue_url),
            shelf=S3Shelf(aws.s3, needs.bucket),
            clock=lambda: datetime.now(UTC),
        ),
        arrival,
        REFUSALS,
        not_now=HTTPStatus.TOO_MANY_REQUESTS,
    )


def arrival(asked: Request) -> Arrival:
    """Take the signature along and nothing else that is said of the body. Raises ``Unreadable``."""
    proof = {signature.HEADER: asked.headers.get(signature.HEADER, "")}
    return Arrival(asked.id, account_of(asked), proof, asked.body(), kind="highlevel.event")
