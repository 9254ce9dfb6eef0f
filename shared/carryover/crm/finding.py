"""Whose contact is whose: by the stored id, then by the address Stripe has, never by a name or a
phone number, which two people may share.

HighLevel has no idempotency keys: that a contact is being made is written down first. A worker that
dies after making it costs a search, which finds it; one that dies before costs a wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.crm.model import Payer, PayerRef, Pointer
from carryover.crm.rules import LocationRules
from carryover.crm.store import Contacts as Memory
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import Contact, Contacts, No

SETTLES: Final = timedelta(minutes=2)
"""How long a search may not show a contact that was just made. Nobody documents it [U]."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Looks in one location after the other."""

    memory: Memory
    highlevel: Contacts
    now: Clock

    def contact_of(
        self, location: str, payer: Payer, pointer: Pointer | None, rules: LocationRules
    ) -> Contact | None:
        """Find a payer's contact, or make it where the rules say so; ``None``: there is none."""
        if pointer is not None and pointer.contact:
            return self._stored(location, payer, pointer)
        if not payer.email:
            return None
        found = self.highlevel.with_email(location, payer.email)
        if found:
            return self._linked(location, payer, pointer, self._only(location, payer, found))
        if not rules.create or payer.deleted:
            return None
        return self._made(location, payer, pointer)

    def _stored(self, location: str, payer: Payer, pointer: Pointer) -> Contact:
        """Follow the pointer. A contact that is gone was merged into the one that has its address
        now, or somebody deleted it on purpose: making it again would undo their work."""
        contact = self.highlevel.contact(location, pointer.contact)
        if contact is not None:
            return contact
        found = self.highlevel.with_email(location, payer.email) if payer.email else ()
        if not found:
            raise NeedsReview(
                f"customer {payer.name_for_people} at {location}",
                f"Their contact {pointer.contact} was deleted in HighLevel, and nobody there has "
                "their address. Make it again there if they are to be seen; it is found by itself.",
            )
        return self._linked(location, payer, pointer, self._only(location, payer, found))

    def _only(self, location: str, payer: Payer, found: Sequence[Contact]) -> Contact:
        if len(found) == 1:
            return found[0]
        names = ", ".join(sorted(each.id for each in found))
        raise NeedsReview(
            f"customer {payer.name_for_people} at {location}",
            f"Several contacts have their address ({names}): merge them in HighLevel.",
        )

    def _linked(
        self, location: str, payer: Payer, before: Pointer | None, contact: Contact
    ) -> Contact:
        self.memory.point(self._pointer(location, payer, contact.id), before)
        return contact

    def _made(self, location: str, payer: Payer, before: Pointer | None) -> Contact:
        """Write down, make, write down. Where one was being made a moment ago, the search may not
        show it yet."""
        if before is not None and self.now() - before.begun < SETTLES:
            raise Retryable("their contact is being made", after=timedelta(seconds=30))
        begun = self._pointer(location, payer, "")
        self.memory.point(begun, before)
        made = self.highlevel.create(location, payer.email)
        if isinstance(made, No):
            told = f"HighLevel refuses to make their contact: {made.sentence}"
            raise NeedsReview(f"customer {payer.name_for_people} at {location}", told)
        return self._linked(location, payer, begun, made)

    def _pointer(self, location: str, payer: Payer, contact: str) -> Pointer:
        ref = PayerRef(account=payer.account, customer=payer.id)
        return Pointer(location=location, payer=ref, contact=contact, begun=self.now())
