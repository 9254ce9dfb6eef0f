"""Stripe's API as it is: for the one feature whose subject are Stripe's objects, the migration.

The rest of the system reads Stripe in our words (``ports.stripe_objects``). A move has to carry
every field of an object, known or not, so here objects are Stripe's own JSON at the pinned version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from carryover.kernel.clock import Seconds

type Json = Mapping[str, Any]
"""A Stripe object, as JSON says it."""

type Params = Mapping[str, Any]
"""Parameters as Stripe's documentation nests them. ``None`` and ``[]`` never reach Stripe: say
``""`` to clear a field (STRIPE.md §5)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Stripe understood a write and said no: a return value, for somebody has to decide."""

    status: int
    code: str
    """``resource_missing``, ``card_declined`` …; empty when Stripe gave none."""
    param: str
    message: str
    """Stripe's sentence. It may quote ids and parameters, never keys or card numbers."""
    request: str
    """Stripe's id of the request."""


class StripeApi(Protocol):
    """Reads and writes any account there is a key for, at the pace the account allows.

    Every method raises ``Retryable`` when Stripe cannot answer now (network, 409, 429, 5xx): then a
    write may or may not have happened. ``NeedsReview`` when it never will (no key, key revoked,
    permission missing).
    """

    def get(self, account: str, path: str, params: Params | None = None) -> Json | None:
        """Read ``customers/cus_1``; ``None``: Stripe does not know it."""

    def pages(
        self, account: str, path: str, params: Params | None = None
    ) -> Iterator[Sequence[Json]]:
        """Go through a list, 100 at a time, in Stripe's order (newest first)."""

    def post(self, account: str, path: str, params: Params, *, key: str) -> Json | Refused:
        """Create or change something. ``key`` is made of the effect's meaning: the same key gives
        the same answer again, for at least 24 hours (docs.stripe.com/api/idempotent_requests)."""

    def ask(self, account: str, path: str, params: Params) -> Json | Refused:
        """POST what changes nothing, such as ``invoices/create_preview``; needs no key."""

    def delete(self, account: str, path: str, params: Params, *, key: str) -> Json | Refused:
        """End something for good, such as ``subscriptions/sub_1``. DELETE is idempotent by itself;
        ``key`` names the effect in the audit trail."""

    def now(self, account: str) -> Seconds:
        """Tell what time it is at Stripe: the account's clock decides what is due."""
