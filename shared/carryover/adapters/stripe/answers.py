"""What a GET can come back with. Knows nothing of the SDK, so that it need not be imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carryover.kernel.clock import Seconds

type Params = Mapping[str, Any]
"""What is asked for, as the SDK takes it: numbers, texts, and dictionaries of them."""


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


class KeyRefused(Exception):
    """Stripe does not accept this key: perhaps it was rolled since we read the secret."""


class Missing(Exception):
    """Stripe does not know an object we named."""


class Contradicted(Exception):
    """Stripe finds fault with our request: a bug of ours."""
