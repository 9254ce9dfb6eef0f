"""The dead letters on SQS: looked through without losing, hiding or moving any.

SQS has no listing; to look is to receive. A received message is hidden until its visibility timeout
passes or we set it to 0, and its receive count has grown by one.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Final

from carryover.adapters.aws import reaching
from carryover.kernel.errors import NeedsReview
from carryover.ports.outbox import Queue
from carryover.replay.model import DeadLetter

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HOLD_SECONDS: Final = 60
"""How long a letter stays hidden should we die while holding it."""

BATCH_LENGTH: Final = 10
"""Messages per request (SQS Developer Guide, "message quotas")."""


@dataclass(frozen=True, slots=True)
class Pile:
    """A queue and the queue of its dead letters."""

    source_url: str
    dead_letters_url: str


class SqsDeadLetters:
    """Keeps the promise of ``replay.store.DeadLetters``."""

    def __init__(
        self,
        client: "SQSClient",
        piles: Mapping[Queue, Pile],
        long_poll: timedelta = timedelta(seconds=1),
    ) -> None:
        """Any ``long_poll`` above 0 asks all of SQS's servers instead of a sample (SQS Developer
        Guide, "short and long polling"), so an empty answer means an empty pile."""
        self.client = client
        self.piles = piles
        self.long_poll = long_poll

    @contextmanager
    def held(self, queue: Queue) -> Generator[Iterator[DeadLetter]]:
        """Receive until a whole batch holds nothing new; put back what was not removed."""
        self._refuse_if_looking_moves(queue)
        held: dict[str, DeadLetter] = {}
        try:
            yield self._receive(queue, held)
        finally:
            self._release(queue, held)

    def hidden(self, queue: Queue) -> int:
        """Ask SQS how many are in flight."""
        return int(self._attributes(queue).get("ApproximateNumberOfMessagesNotVisible", 0))

    def send_back(self, letter: DeadLetter) -> None:
        """Send the same text. Our messages carry no attributes, so nothing else is to be kept."""
        with reaching(f"queue {letter.queue}"):
            self.client.send_message(
                QueueUrl=self.piles[letter.queue].source_url, MessageBody=letter.body
            )

    def remove(self, letter: DeadLetter) -> None:
        """Delete it by the receipt of our hold."""
        with reaching(f"the dead letters of {letter.queue}"):
            self.client.delete_message(
                QueueUrl=self.piles[letter.queue].dead_letters_url, ReceiptHandle=letter.handle
            )

    def _receive(self, queue: Queue, held: dict[str, DeadLetter]) -> Iterator[DeadLetter]:
        """A letter whose hold ran out shows again; its newer receipt is kept, nothing is told."""
        while letters := self._batch(queue):
            fresh = [letter for letter in letters if letter.id not in held]
            held.update((letter.id, letter) for letter in letters)
            yield from fresh
            if not fresh:
                return

    def _batch(self, queue: Queue) -> list[DeadLetter]:
        with reaching(f"the dead letters of {queue}"):
            answer = self.client.receive_message(
                QueueUrl=self.piles[queue].dead_letters_url,
                MaxNumberOfMessages=BATCH_LENGTH,
                VisibilityTimeout=HOLD_SECONDS,
                WaitTimeSeconds=int(self.long_poll.total_seconds()),
                MessageSystemAttributeNames=["All"],
            )
        return [_letter(queue, message) for message in answer.get("Messages", [])]

    def _release(self, queue: Queue, held: Mapping[str, DeadLetter]) -> None:
        """Show them to others again. SQS answers for each; the removed ones simply fail."""
        for batch in batched(held.values(), BATCH_LENGTH, strict=False):
            with reaching(f"the dead letters of {queue}"):
                self.client.change_message_visibility_batch(
                    QueueUrl=self.piles[queue].dead_letters_url,
                    Entries=[
                        {"Id": str(at), "ReceiptHandle": letter.handle, "VisibilityTimeout": 0}
                        for at, letter in enumerate(batch)
                    ],
                )

    def _refuse_if_looking_moves(self, queue: Queue) -> None:
        if "RedrivePolicy" in self._attributes(queue):
            raise NeedsReview(
                f"dead letters of {queue}",
                f"the dead letters of {queue} have dead letters of their own: "
                "looking would count as a failure and move them on, so nothing was read",
            )

    def _attributes(self, queue: Queue) -> Mapping[str, str]:
        with reaching(f"the dead letters of {queue}"):
            answer = self.client.get_queue_attributes(
                QueueUrl=self.piles[queue].dead_letters_url, AttributeNames=["All"]
            )
        return dict(answer["Attributes"].items())


def _letter(queue: Queue, message: "MessageTypeDef") -> DeadLetter:
    attributes = message.get("Attributes", {})
    first = attributes.get("ApproximateFirstReceiveTimestamp")
    return DeadLetter(
        id=message["MessageId"],
        queue=queue,
        body=message["Body"],
        sent_at=_moment(attributes["SentTimestamp"]),
        first_received_at=_moment(first) if first else None,
        receives=int(attributes.get("ApproximateReceiveCount", 0)),
        handle=message["ReceiptHandle"],
    )


def _moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
