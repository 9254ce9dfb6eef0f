"""How a batch of messages meets a worker: one poison message fails alone, a doubt goes to a person.

``Retryable``   put back, later each time (or when the other side said), dead-lettered in the end
``NeedsReview`` off the queue, and a doubt on the desk
anything else   a bug: logged with its trace, put back like the above, and the alarm rings
"""

import hashlib
import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.base import FailureResponse
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from carryover.edge.telemetry import count, logger
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Envelope
from carryover.ports.returns import Failures, Returns
from carryover.ports.reviews import Doubt, Reviews

LONGEST_WAIT: Final = timedelta(minutes=15)
"""Between two attempts. With ten attempts a message outlives an outage of over an hour."""

LONGEST_ID: Final = 512
"""Characters of an id that are believed to be one."""

type ExceptionInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class NotALetter(Exception):
    """The message cannot be read as what this worker is told; names fields, never values."""


@dataclass(frozen=True, slots=True)
class Worker[Letter: Envelope[Any]]:
    """A mill as a queue sees it: what it can read, what it does, and where the rest goes."""

    letter: type[Letter]
    handle: Callable[[Letter], object]
    """Does the work; what it returns (a dataclass or a mapping) is logged as the outcome."""
    reviews: Reviews
    returns: Returns
    failures: Failures
    retry_base: timedelta
    now: Clock
    longest: timedelta = timedelta(seconds=5)
    """What one message may take when the other side hangs. With less left of the invocation none is
    begun: it would be cut off between two effects, and its whole batch would wait for it."""


def drain[Letter: Envelope[Any]](
    event: dict[str, Any], context: LambdaContext, worker: Worker[Letter]
) -> PartialItemFailureResponse:
    """Let the worker do each message of a batch; answer which ones have to come back."""

    def each(record: SQSRecord) -> None:
        left = timedelta(milliseconds=context.get_remaining_time_in_millis())
        if left < worker.longest:
            raise Retryable("the invocation is running out of time", after=timedelta())
        _work(record, worker)

    return process_partial_response(
        event=event, record_handler=each, processor=_Desk(worker), context=context
    )


def queue_of(event: Mapping[str, Any]) -> str:
    """Name the queue a batch comes from: Lambda never mixes two (Lambda Developer Guide, "Using
    Lambda with Amazon SQS")."""
    arn: str = event["Records"][0]["eventSourceARN"]
    return arn.rpartition(":")[2]


def wait_before(receives: int, base: timedelta, asked: timedelta | None = None) -> timedelta:
    """Say how long a message rests after its n-th delivery failed: twice as long each time."""
    if asked is not None:
        return min(asked, LONGEST_WAIT)
    doublings: int = 2 ** min(receives - 1, 16)
    return min(base * doublings, LONGEST_WAIT)


def _work[Letter: Envelope[Any]](record: SQSRecord, worker: Worker[Letter]) -> None:
    letter = _open(record, worker.letter)
    with logger.append_context_keys(message_id=letter.id, cause=letter.cause):
        try:
            outcome = worker.handle(letter)
        except NeedsReview as doubt:
            worker.reviews.open(_on_paper(doubt, letter, worker))
            logger.warning("parked for review", extra={"subject": doubt.subject})
        else:
            logger.info("done", extra={"outcome": _plain(outcome)})


def _open[Letter: Envelope[Any]](record: SQSRecord, kind: type[Letter]) -> Letter:
    """Read a message. Only the names of bad fields are told: their values may be personal."""
    try:
        return kind.model_validate_json(record.body)
    except ValidationError as error:
        fields = {".".join(map(str, e["loc"])) or "body" for e in error.errors()}
        raise NotALetter(f"not a {kind.__name__}: see {', '.join(sorted(fields))}") from None


def _on_paper[Letter: Envelope[Any]](
    doubt: NeedsReview, letter: Letter, worker: Worker[Letter]
) -> Doubt:
    """Name a doubt by what it is about and what it says: the same message asks only once."""
    meaning = f"{doubt.subject}\n{doubt.sentence}"
    return Doubt(
        id=hashlib.blake2b(meaning.encode(), digest_size=8).hexdigest(),
        subject=doubt.subject,
        sentence=doubt.sentence,
        cause=letter.cause,
        opened_at=worker.now(),
    )


def _plain(outcome: object) -> Mapping[str, object] | object:
    if is_dataclass(outcome) and not isinstance(outcome, type):
        return {each.name: str(getattr(outcome, each.name)) for each in fields(outcome)}
    return outcome


class _Desk[Letter: Envelope[Any]](BatchProcessor):
    """Powertools' partial batch, plus our manners with a message that failed."""

    def __init__(self, worker: Worker[Letter]) -> None:
        super().__init__(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        self.worker = worker

    def failure_handler(self, record: SQSRecord, exception: ExceptionInfo) -> FailureResponse:
        """Say why, put the message back for a while, and leave the reason for whoever looks."""
        error = exception[1] or AssertionError("Powertools reports failures with their exception")
        receives = int(record.attributes.approximate_receive_count)
        papers = _papers(record.body)
        with logger.append_context_keys(**papers):
            _tell(record.message_id, receives, error)
        self.worker.failures.note(
            record.message_id,
            cause=papers["cause"],
            reason=_reason(error),
            at=self.worker.now(),
        )
        asked = error.after if isinstance(error, Retryable) else None
        wait = wait_before(receives, self.worker.retry_base, asked)
        self.worker.returns.put_back(record.receipt_handle, after=wait)
        return super().failure_handler(record, exception)


def _tell(message_id: str, receives: int, error: BaseException) -> None:
    told = {"sqs_message_id": message_id, "receives": receives, "reason": _reason(error)}
    if isinstance(error, Retryable):
        count("Retried")
        logger.warning("put back", extra=told)
    else:
        count("Bugs")
        logger.error("failed on a bug", extra={**told, "trace": _trace(error)})


def _reason(error: BaseException) -> str:
    """Name the error and its place; only our own errors are known to keep quiet about people."""
    if isinstance(error, Retryable | NotALetter):
        return str(error)
    *_, place = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {place.name}, line {place.lineno}"


def _trace(error: BaseException) -> list[str]:
    """Tell the way to a bug and to what caused it, without the words of either: a traceback as
    Python prints it repeats what the error says, and pydantic's errors say the values they
    refuse."""
    frames = traceback.extract_tb(error.__traceback__)
    way = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    return [*way, type(error).__name__, *(_trace(cause) if cause else ())]


def _papers(body: str) -> dict[str, str]:
    """Find the id and the correlation id of a message that may not be ours at all."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        envelope = {}
    said = envelope if isinstance(envelope, dict) else {}
    return {"message_id": _word(said.get("id")), "cause": _word(said.get("cause"))}


def _word(found: object) -> str:
    """Take what looks like an id; a stranger may have written anything there."""
    fits = isinstance(found, str) and 0 < len(found) <= LONGEST_ID and found.isprintable()
    return str(found) if fits else "unknown"
