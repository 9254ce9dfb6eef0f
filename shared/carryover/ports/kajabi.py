"""Where members have their courses: who may see what, read and changed.

Kajabi has no idempotency keys and no field for a reference of ours (CONTRACTS.md §1.3), so whoever
writes looks first and looks again afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from carryover.kernel.clock import Seconds


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a site."""

    id: str
    email: str
    """As the site writes it; addresses are compared without regard to case."""
    name: str = ""
    tags: frozenset[str] = frozenset()
    """Ids."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Somebody's right to an offer, bought or given."""

    id: str
    customer: str
    """Not the contact's id: see ``Kajabi.contact_of``."""
    offer: str
    deactivated_at: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """Money that went back through the site's own payments."""

    id: str
    action: str
    """``refund`` or ``dispute``."""
    purchases: tuple[str, ...]
    created: Seconds


@dataclass(frozen=True, slots=True)
class No:
    """The site understood a write and refused it."""

    sentence: str
    """Theirs; it may name fields, never a secret."""


@dataclass(frozen=True, slots=True)
class Listed[Item]:
    """One page of a list, counted from 1."""

    items: Sequence[Item]
    more: bool


class Kajabi(Protocol):
    """Reads and writes any site there is a key for, at a pace the site bears.

    Every method raises ``Retryable`` when the site cannot answer now (network, 429, 5xx): then a
    write may or may not have happened. ``NeedsReview`` when it will not (no key, key refused).
    """

    def contact(self, site: str, contact: str) -> Contact | None:
        """Read a person; ``None``: the site does not know them."""

    def contact_of(self, site: str, customer: str) -> str | None:
        """Find the contact behind a purchase's customer."""

    def with_email(self, site: str, email: str) -> Sequence[Contact]:
        """Find everybody who has this address, whatever its case."""

    def create(self, site: str, email: str, name: str) -> Contact | No:
        """Make a contact."""

    def offers(self, site: str, contact: str) -> frozenset[str]:
        """Name the offers a person has now."""

    def sells(self, site: str, offer: str) -> bool:
        """Tell whether the site has this offer at all."""

    def grant(self, site: str, contact: str, offer: str, *, welcome: bool) -> No | None:
        """Give an offer. ``welcome``: whether they are sent an e-mail about it."""

    def revoke(self, site: str, contact: str, offer: str) -> No | None:
        """Take an offer away, bought or given; a subscription of the site goes on billing."""

    def purchase(self, site: str, purchase: str) -> Purchase | None:
        """Read one."""

    def deactivated(self, site: str, since: Seconds, page: int) -> Listed[Purchase]:
        """List purchases deactivated at ``since`` or later, the earliest first."""

    def reversals(self, site: str, since: Seconds, page: int) -> Listed[Reversal]:
        """List refunds and disputes of the day of ``since`` and later."""

    def holders(self, site: str, offer: str, page: int) -> Listed[str]:
        """List the ids of the contacts who have an offer."""

    def tagged(self, site: str, tag: str, page: int) -> Listed[str]:
        """List the ids of the contacts who have a tag."""


class OfferUrls(Protocol):
    """The other way in, for sites without the API: each offer's pair of inbound URLs. Nothing can
    be read back. Raises as ``Kajabi`` does."""

    def activate(
        self, site: str, offer: str, *, email: str, name: str, member: str, welcome: bool
    ) -> No | None:
        """Give an offer; given already is a yes. ``member`` is our name for the person: taking the
        offer back needs the same."""

    def deactivate(self, site: str, offer: str, *, email: str, name: str, member: str) -> No | None:
        """Take it back; not given is a yes."""
