"""What a data copy is asked to do."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.stripe.control_messages import Body

SMALL = 10_000
"""Customers below which the copy takes hours; "otherwise up to 72 h"."""
HOURS, MANY_HOURS = 4, 72
"""[inferred] "Hours" are four."""

type Mandates = Literal["us_bank_account", "sepa_debit"]


class Order(Body):
    """One copy. What Stripe documents is the default; the rest are its unproven possibilities."""

    source: str
    target: str
    customers: list[str] | None = None
    """A partial copy; None copies everybody."""
    ids: Literal["kept", "changed"] = "kept"
    """Whether customers keep their ids; payment methods never do."""
    collisions: Literal["new_id", "merge", "skip"] = "new_id"
    """[inferred] What happens when another person has the customer's id in the target already."""
    accept_mandates: tuple[Mandates, ...] = ()
    """Debits that the recipient takes over; SEPA wants the same creditor id."""
    agreements: Literal["kept", "lost"] = "kept"
    """[inferred] Whether cards stay set up for payments while their owner is away."""
    hours: Annotated[int, Field(ge=0)] | None = None
    """How long it takes on the sandbox's clock; None: as long as Stripe says."""

    def takes(self, customers: int) -> int:
        """Seconds of sandbox time for so many customers."""
        hours = HOURS if customers < SMALL else MANY_HOURS
        return 3600 * (hours if self.hours is None else self.hours)
