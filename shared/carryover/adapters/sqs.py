"""Messages on SQS queues.

Imports no pydantic: the ingress sends ready-made text through ``InboundQueue``; the workers'
envelopes write themselves.
"""

from collections.abc import Generator, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from carryover.adapters.reaching import reaching
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as EntryTypeDef

    from carryover.kernel.messages import Envelope
    from carryover.ports.outbox import Queue

BATCH_LENGTH: Final = 10
"""Messages per SendMessageBatch (SQS Developer Guide, "Amazon SQS message quotas")."""

MESSAGE_BYTES: Final = 256 * 1024
"""Bytes per message *and* per batch. SQS allows 1 MiB since August 2025 (same page), but Lambda's
poller, older queues and the emulators were built for 256 KiB; no message of ours needs more."""

NOT_XML: Final = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}
"""SQS takes only characters XML allows (SendMessage, API Reference). Of those it refuses, JSON
writers escape all but these two; inside JSON text they can only stand in a string."""


class SqsOutbox:
    """Keeps the promise of ``ports.outbox.Outbox``."""

    def __init__(self, client: "SQSClient", urls: "Mapping[Queue, str]") -> None:
        """``urls`` names only the queues this Lambda may send to."""
        self.client = client
        self.urls = urls

    def send(
        self, queue: "Queue", *envelopes: "Envelope[Any]", delay: timedelta = timedelta()
    ) -> None:
        """Send in as few requests as SQS allows.

        A failure between two requests leaves the first part sent: the caller's message is retried
        and sends them again, and the reader recognises them by their ids.
        """
        for batch in batches(text_of(envelope) for envelope in envelopes):
            self._send(queue, batch, int(delay.total_seconds()))

    def _send(self, queue: "Queue", batch: list[str], delay_seconds: int) -> None:
        entries: list[EntryTypeDef] = [
            {"Id": str(position), "MessageBody": body, "DelaySeconds": delay_seconds}
            for position, body in enumerate(batch)
        ]
        with reaching(f"queue {queue}"):
            answer = self.client.send_message_batch(QueueUrl=self.urls[queue], Entries=entries)
        if failed := answer.get("Failed", []):
            codes = ", ".join(sorted({failure["Code"] for failure in failed}))
            raise Retryable(
                f"queue {queue} took {len(batch) - len(failed)} of {len(batch)}: {codes}"
            )


class InboundQueue:
    """The queue all deliveries enter by, for a sender that has its text ready."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self.client = client
        self.url = url

    def put(self, text: str) -> None:
        """Send one message. Raises ``Retryable`` when the queue cannot be reached."""
        with reaching("the inbound queue"):
            self.client.send_message(QueueUrl=self.url, MessageBody=text)


def text_of(envelope: "Envelope[Any]") -> str:
    """Write an envelope in characters SQS takes."""
    return envelope.model_dump_json().translate(NOT_XML)


def batches(texts: Iterable[str]) -> Generator[list[str]]:
    """Cut into batches within both of SQS's limits."""
    batch: list[str] = []
    room = MESSAGE_BYTES
    for text in texts:
        size = len(text.encode())
        if batch and (len(batch) == BATCH_LENGTH or size > room):
            yield batch
            batch, room = [], MESSAGE_BYTES
        batch.append(text)
        room -= size
    if batch:
        yield batch
