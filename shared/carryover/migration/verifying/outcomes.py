"""What can be said of a first renewal."""

from dataclasses import dataclass

from carryover.kernel.clock import Seconds
from carryover.migration.verifying.difference import Difference


@dataclass(frozen=True, slots=True)
class Renewed:
    """It happened, once, as expected."""

    invoice: str
    paid: bool | None
    """Whether the first attempt succeeded; ``None``: nothing to charge, sent to be paid, or the
    bank has yet to answer."""
    look_again_at: Seconds | None = None
    """When the bank may have answered."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Too early to say."""

    look_again_at: Seconds


@dataclass(frozen=True, slots=True)
class Missed:
    """Nobody has asked the customer for money."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two invoices for one period."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """It renewed, and not as both previews said."""

    differences: tuple[Difference, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Ended:
    """It ended in the target before its first renewal."""

    sentence: str
    meant: bool = False
    """Whether that was agreed before it was moved: a trial that ends without a payment method."""


@dataclass(frozen=True, slots=True)
class Stayed:
    """The source renewed and the target did not: it bills where it was."""

    sentence: str


type Outcome = Renewed | NotYet | Missed | Doubled | Wrong | Ended | Stayed
