"""What is sent to Stripe, and what it can come back with. Knows nothing of the SDK, so that it need
not be imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview, Retryable

API_VERSION: Final = "2026-10-28.endive"
"""What ``translate`` is tested with first; pinned in requests and in the webhook endpoints we make,
so that Stripe's releases change nothing."""

type Params = Mapping[str, Any]
"""What is asked for, as the SDK takes it: numbers, texts, and dictionaries of them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: Literal["get", "post", "delete"]
    path: str
    """Below ``/v1/``: ``subscriptions/sub_1``."""
    params: Params = field(default_factory=dict)
    key: str = ""
    """The idempotency key, made of the effect's meaning; none where nothing is changed."""

    @property
    def resource(self) -> str:
        """Name what it is about, as the table of permissions does."""
        return self.path.split("/", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Stripe said, and between which seconds of *its own* clock it was so.

    Evidence is weighed against ``created``, which Stripe stamps; our clock may be minutes off, and
    a sandbox's clock years. So the moment comes from the answer's ``Date``, and our clock measures
    only how long we waited: Stripe looked at the object after we asked and before it answered. One
    second more, because ``Date`` and ``created`` are stamped, and cut, by different machines.
    """

    data: dict[str, Any]
    request: str
    """Stripe's id of the request: the evidence's name."""
    earliest: Seconds
    latest: Seconds


class Throttled(Retryable):
    """There were too many requests (429): this one was not carried out, whatever it was."""

    def __init__(self, told: str, after: timedelta | None, reason: str) -> None:
        """``reason`` is what ``Stripe-Rate-Limited-Reason`` says; empty: another request holds the
        object (docs.stripe.com/rate-limits, "Object lock timeouts")."""
        super().__init__(told, after=after)
        self.of = reason


class Forbidden(NeedsReview):
    """The key lacks a permission (403)."""

    def __init__(self, account: str, sentence: str, account_id: str) -> None:
        """``account_id`` is whose key it is, as Stripe said; empty when it did not."""
        super().__init__(f"account {account}", sentence)
        self.account_id = account_id


class KeyRefused(Exception):
    """Stripe does not accept this key: perhaps it was rolled since we read the secret."""


class Missing(Exception):
    """Stripe does not know an object we named."""


class Contradicted(Exception):
    """Stripe finds fault with our request: a bug of ours."""
