"""An HTTP door of ours: what the intake says as a status, one log line and one count.

2xx only after the queue has the delivery; 4xx for what we do not believe; 503 for our own failure,
or whatever makes the sender try again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from carryover.edge.http import Answer, Request, Unreadable, answer, request
from carryover.edge.telemetry import count, count_by, logger
from carryover.intake.model import Accepted, Arrival, Refusal
from carryover.intake.service import Intake
from carryover.kernel.errors import Retryable

type Refusals = Mapping[Refusal, tuple[HTTPStatus, str]]
"""What a sender hears. ``UNPREPARED`` is missing: it is our failure, not a refusal."""


@dataclass(frozen=True, slots=True)
class Door:
    """Turns what the intake says into HTTP."""

    intake: Intake
    read: Callable[[Request], Arrival]
    """Says who knocks, and with what proof. Raises ``Unreadable``."""
    refusals: Refusals
    not_now: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE
    """What makes this sender try again."""

    def respond(self, event: Mapping[str, Any]) -> Answer:
        """Answer one HTTP request."""
        asked = request(event)
        if asked.method != "POST":
            return answer(
                HTTPStatus.METHOD_NOT_ALLOWED, "Only POST is understood here.", allow="POST"
            )
        with logger.append_context_keys(
            cause=asked.id, account=account_of(asked)[:32], size=len(asked.raw)
        ):
            return self._take_in(asked)

    def _take_in(self, asked: Request) -> Answer:
        try:
            outcome = self.intake.receive(self.read(asked))
        except Unreadable:
            return self._refuse(Refusal.UNREADABLE)
        except Retryable as failure:
            return self._fail(failure)
        if isinstance(outcome, Accepted):
            return _accept(outcome)
        return self._refuse(outcome.why)

    def _refuse(self, why: Refusal) -> Answer:
        count_by("Refused", reason=why.value)
        logger.warning("refused", reason=why.value)
        status, sentence = self.refusals[why]
        return answer(status, sentence)

    def _fail(self, failure: Retryable) -> Answer:
        count("OurFailure")
        logger.error("failed to take a delivery", reason=failure.reason)
        return answer(self.not_now, "Not now: please try again.")


def account_of(asked: Request) -> str:
    """Name the account, or the site, whose door it is; whoever knocks may write anything there."""
    return asked.path.get("account", "")


def _accept(outcome: Accepted) -> Answer:
    count("Accepted")
    logger.info("accepted", shelved=outcome.shelved)
    return answer(HTTPStatus.OK, "Accepted.")
