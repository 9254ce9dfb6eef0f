"""Two exceptions and a bug: an exception here says what must happen to the *message*.

A provider's "no" (a declined card, a missing object) is not an exception but a return value.
"""

from datetime import timedelta


class BillingError(Exception):
    """Base of both: catch it only where a message is put back or parked."""


class Retryable(BillingError):
    """Leave it on the queue: the same message may succeed later."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        """``after`` is how long the other side asked us to wait, if it said so."""
        super().__init__(reason)
        self.reason = reason
        self.after = after


class NeedsReview(BillingError):
    """Take it off the queue: a person has to decide, and this is the sentence they need."""

    def __init__(self, subject: str, sentence: str) -> None:
        """``subject`` names what the doubt is about, for example ``subscription sub_123``."""
        super().__init__(sentence)
        self.subject = subject
        self.sentence = sentence
