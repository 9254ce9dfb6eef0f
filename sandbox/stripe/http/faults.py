"""What may go wrong between a client and the API, on demand."""

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.ids import chance
from sandbox.stripe.http.desk import Reply, refusal
from sandbox.stripe.http.rate_limits import EXCEEDED, Reason


class Kind(StrEnum):
    """How a request goes wrong."""

    SERVER_ERROR = "server_error"
    RATE_LIMIT = "rate_limit"
    CONFLICT = "conflict"
    TIMEOUT = "timeout"
    """No answer for a while, then the connection breaks."""
    RESET = "reset"
    """The connection breaks at once."""
    SLOW = "slow"
    """The right answer, late."""


ANSWERS = {
    Kind.SERVER_ERROR: StripeError(
        "An unknown error occurred on our side.", status=500, type="api_error"
    ),
    Kind.RATE_LIMIT: EXCEEDED,
    Kind.CONFLICT: StripeError(
        "This object cannot be accessed right now because another API request or Stripe process "
        "is currently accessing it. If you see this error intermittently, retry the request.",
        status=409,
        code="lock_timeout",
    ),
}
"""docs.stripe.com/rate-limits and docs.stripe.com/error-codes (lock_timeout)."""


@dataclass(slots=True, config=ConfigDict(extra="forbid"))
class Fault:
    """One standing order: requests that match go wrong, ``times`` times or until removed."""

    kind: Kind
    method: str = "*"
    path: str = "*"
    """A path, in which * stands for anything."""
    account: str = "*"
    times: Annotated[int, Field(ge=1)] | None = 1
    after_effect: bool = False
    """Whether the request is carried out before its answer goes wrong."""
    remembered: bool = False
    """Whether a server error is what the request's key is answered from then on, too: Stripe keeps
    the first answer, "including 500 errors" (docs.stripe.com/api/idempotent_requests)."""
    seconds: Annotated[float, Field(ge=0)] = 1.0
    """How long a timeout or a slow answer keeps the client waiting; real time."""
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Of the matching requests, how many go wrong; the seed decides which."""

    def strikes(self, account: str, method: str, path: str) -> bool:
        """Tell whether a request matches while the order still stands."""
        return self.times != 0 and all(
            fnmatchcase(value, pattern)
            for value, pattern in (
                (account, self.account),
                (method, self.method),
                (path, self.path),
            )
        )


class ApiFaults:
    """The standing orders, oldest first."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.orders: list[Fault] = []
        self.asked = 0
        self.struck = 0

    def take(self, account: str, method: str, path: str) -> Fault | None:
        """Find the order that strikes a request, and count it down."""
        self.asked += 1
        luck = chance(self.seed, "fault", self.asked)
        matching = (each for each in self.orders if each.strikes(account, method, path))
        fault = next((each for each in matching if luck < each.share), None)
        if fault is None:
            return None
        self.struck += 1
        if fault.times is not None:
            fault.times -= 1
        self.orders = [each for each in self.orders if each.times != 0]
        return fault


def limited(reason: Reason) -> Reply:
    """Turn a request away as Stripe does."""
    reply = refusal(EXCEEDED)
    return Reply(reply.status, reply.body, {"stripe-rate-limited-reason": reason})


def heard(fault: Fault) -> Reply | None:
    """Give what the client hears instead of its answer; None: the connection breaks."""
    if fault.kind is Kind.RATE_LIMIT:
        return limited("global-rate")
    return refusal(ANSWERS[fault.kind]) if fault.kind in ANSWERS else None
