"""How fast an account may be asked: Stripe counts requests per account and per endpoint, ours and
everybody else's together (docs.stripe.com/rate-limits)."""

from typing import Protocol


class Pace(Protocol):
    """Lets requests pass one by one, as many as the account takes.

    It counts requests per second, not requests at once: Stripe limits those, too, and publishes no
    number. Ten at a time per endpoint and 25 per account are what we stay below, by the number of
    workers there are (docs/migration).
    """

    def take(self, account: str, endpoint: str) -> None:
        """Wait for this request's turn. ``endpoint`` is method and path pattern, as Stripe counts:
        ``GET subscriptions/{id}``. Raises ``Retryable`` with the time to wait when the turn is too
        far away to wait for it here."""

    def slower(self, account: str, endpoint: str | None) -> None:
        """Hear that Stripe turned a request away: at this endpoint, or (``None``) at the account as
        a whole."""
