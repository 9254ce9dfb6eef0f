"""What travels on the river: an envelope around a body.

The post office reads the envelope, the addressee reads the body. ``cause`` is the correlation id:
it is set where something enters (a webhook's request id, a schedule's execution id, a person's
command) and never changes on the way, so one search in the logs shows delivery, fact and effect
together.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from carryover.kernel.identity import AccountAlias


class Message(BaseModel):
    """Ours, so closed: an unknown field is a mistake on our side and must not pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Envelope[Body: Message](Message):
    """A message with its papers."""

    v: Literal[1] = 1
    id: str
    """Stable across redeliveries: the idempotency key."""
    cause: str
    """The correlation id: the same from the delivery to the last effect."""
    occurred_at: AwareDatetime
    body: Body

    def answer[Next: Message](self, body: Next, *, message_id: str) -> "Envelope[Next]":
        """Write a message that this one caused."""
        return Envelope[Next](
            id=message_id, cause=self.cause, occurred_at=self.occurred_at, body=body
        )


class Source(StrEnum):
    """Which spring a delivery came from."""

    WEBHOOK = "webhook"
    SYNC = "sync"
    IMPORT = "import"
    REPLAY = "replay"
    OURS = "ours"
    """A feature of ours announces something."""


class Replay(Message):
    """Who asked for this event again, and why."""

    by: str
    why: str
    at: AwareDatetime


type DeliveryKind = Literal["stripe.event", "kajabi.hook", "highlevel.event", "carryover.fact"]
"""In whose words a delivery speaks: which translator reads it."""


class Delivery(Message):
    """A provider's event exactly as it was received, before anybody has understood it."""

    kind: DeliveryKind = "stripe.event"
    account: AccountAlias
    """Whose door it came to: an account of Stripe, a site of Kajabi, or an app of HighLevel."""
    source: Source
    payload: str | None = None
    """The body as received. ``None`` when it was too large for a message: see ``stored_as``."""
    encoding: Literal["utf-8", "base64"] = "utf-8"
    stored_as: str | None = None
    """The key of the object in the artefacts bucket that holds the body."""
    replay: Replay | None = None


def stamped[Body: Message](
    body: Body, *, message_id: str, cause: str, at: datetime
) -> Envelope[Body]:
    """Put a body into a new envelope: this is where a cause begins."""
    return Envelope[Body](id=message_id, cause=cause, occurred_at=at, body=body)


def named(said: object) -> str:
    """Tell which message a feature was sent: facts say ``fact``, orders say ``task``."""
    if isinstance(said, dict):
        return str(said.get("fact") or said.get("task"))
    return str(getattr(said, "fact", None) or getattr(said, "task", None))
