"""Makes a provider's event ready for the channel, as a webhook's arrival would."""

import base64
from dataclasses import dataclass
from typing import Final

from carryover.kernel.messages import Delivery, Envelope, stamped
from carryover.replay.model import Order
from carryover.replay.store import Shelf

MESSAGE_BYTES: Final = 240_000
"""What an envelope may weigh: a queue takes 262,144 bytes (Amazon SQS message quotas), and nobody
should have to count to the last one."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Puts bodies into envelopes, and those too large for one onto the shelf."""

    shelf: Shelf

    def pack(
        self, delivery: Delivery, body: bytes, *, message_id: str, order: Order
    ) -> Envelope[Delivery]:
        """Write the envelope of a delivery with this body.

        Dying between shelf and queue leaves a body nobody points at; the bucket's lifecycle removes
        it after 90 days.
        """
        full = delivery.model_copy(update=_written(body))
        envelope = stamped(full, message_id=message_id, cause=order.cause, at=order.at)
        if len(envelope.model_dump_json()) <= MESSAGE_BYTES:
            return envelope
        key = f"deliveries/{order.at:%Y/%m/%d}/{message_id}"
        self.shelf.put(key, body)
        pointer = delivery.model_copy(update={"stored_as": key})
        return stamped(pointer, message_id=message_id, cause=order.cause, at=order.at)


def _written(body: bytes) -> dict[str, str]:
    """Write bytes into JSON text, in base64 where they are no text."""
    try:
        return {"payload": body.decode()}
    except UnicodeDecodeError:
        return {"payload": base64.b64encode(body).decode(), "encoding": "base64"}
