"""What is asked of the one who collects, and what comes back (DUN-1, DUN-4).

``World`` is what a decision rests on; ``Papers`` is what else an act needs: addresses, links.
Amounts are integers in minor units; moments are whole seconds of the provider's own clock.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from carryover.dunning.model import EndName
from carryover.dunning.world import Attempt, World
from carryover.kernel.clock import Seconds


@dataclass(frozen=True, slots=True)
class Papers:
    """What is written on the invoice, and how to reach whoever owes it."""

    customer: str
    """Its id; empty when the customer was deleted."""
    email: str
    """The customer's address now, else the one the invoice was made out to; may be empty."""
    name: str
    number: str
    """As printed on the invoice; empty for a draft."""
    about: str
    """What it is for, in the words of its first line."""
    pay_url: str
    """The hosted page of this very payment: pay, confirm, or pay by another card. Empty: none."""
    attempted: bool
    """Whether anybody ever tried to collect it."""
    begins: bool
    """The first invoice of a subscription that never began (``incomplete``): the checkout's
    business, the customer stands before it."""
    due_at: Seconds
    """When it was finalised: an automatic one is due then."""
    price: str | None = None
    """The subscription's first price; ``None``: there is no subscription."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One look: everything in it was true at ``at``."""

    at: Seconds
    world: World
    papers: Papers

    def of_invoice(self) -> tuple[Attempt, ...]:
        """List the attempts to collect this invoice, by time."""
        name = self.world.invoice.id
        return tuple(one for one in self.world.attempts if one.invoice == name)

    def known_as(self, world: World) -> "Sight":
        """Lay what else is known over what was seen."""
        return replace(self, world=world)


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment went through."""


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """The bank takes its time."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The bank, or the provider for it, said no. That is an answer, not an error."""

    code: str


@dataclass(frozen=True, slots=True)
class NotTried:
    """There was nothing to be tried: paid or void meanwhile, or the way to pay is gone."""

    code: str
    sentence: str


type Answer = Taken | OnItsWay | Declined | NotTried


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will not do what the end of the road asks for."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Failing:
    """A page of invoices that somebody tried to collect in vain, and where the next one begins
    (``None``: that was the last)."""

    invoices: tuple[str, ...]
    after: str | None


class Collection(Protocol):
    """Invoices as they are at the provider, and what can be done about them.

    Every method raises ``Retryable`` when it cannot answer now (then an act may or may not have
    happened) and ``NeedsReview`` when it never will.
    """

    def look(self, account: str, invoice: str, *, since: Seconds) -> Sight | None:
        """Read the invoice with everything around it, in one moment; the customer's attempts from
        ``since`` on, or from longer ago. ``None``: there is no such invoice."""

    def failing(self, account: str, since: Seconds, after: str | None) -> Failing:
        """List open invoices made at ``since`` or later that are collected automatically and were
        tried, a page at a time."""

    def payer(self, account: str, kind: Literal["charge", "refund", "dispute"], name: str) -> str:
        """Say whose payment a charge, or what came of one, is about; empty: nobody's we know."""

    def pay(self, account: str, invoice: str, method: str, *, key: str) -> Answer:
        """Charge the invoice once to this way to pay, without the customer. The same ``key`` never
        charges twice and answers the same again, for 24 hours at least."""

    def end(
        self, account: str, subscription: str, what: EndName, *, price: str | None, key: str
    ) -> Refused | None:
        """Do to the subscription what ends the road, marked as ours; done already is a yes.
        ``price``: what a downgrade falls back to."""

    def restore(self, account: str, subscription: str, *, key: str) -> Refused | None:
        """Undo what ``end`` did, where it can be undone; nothing to undo is a yes."""

    def settle(
        self, account: str, invoice: str, how: Literal["leave_open", "void", "uncollectible"]
    ) -> Refused | None:
        """Say what becomes of the debt; an invoice left open is collected by nobody but its
        customer. One that is not open is left as it is."""
