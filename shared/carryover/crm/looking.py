"""Looks at both sides of one payer and says what would have to be written; writes nothing but the
pointer to a contact that was found, or made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from carryover.crm.diff import Difference, difference
from carryover.crm.finding import Finding
from carryover.crm.layout import Layouts
from carryover.crm.model import Known, Payer, PayerRef, Pointer
from carryover.crm.policy import Wanted, wanted
from carryover.crm.rules import LocationRules
from carryover.crm.sight import concerned
from carryover.crm.store import Billing, Changed, Contacts
from carryover.kernel.clock import Seconds, seconds
from carryover.ports.highlevel import Contact

MOMENT: Final = timedelta(seconds=5)
"""How long to wait for another worker: a look and a few writes."""


@dataclass(frozen=True, slots=True)
class Step:
    """A contact, what we remember of it, and what it is to become."""

    contact: Contact
    known: Known
    payers: tuple[Payer, ...]
    wanted: Wanted
    what: Difference


@dataclass(frozen=True, slots=True)
class Looking:
    """Sees."""

    memory: Contacts
    billing: Billing
    finding: Finding
    layouts: Layouts

    def recalled(self, location: str, ref: PayerRef) -> tuple[Pointer | None, Known | None]:
        """Remember where a payer's contact is, and what it showed."""
        pointer = self.memory.pointer(location, ref)
        if pointer is None or not pointer.contact:
            return pointer, None
        return pointer, self.memory.known(location, pointer.contact)

    def look(
        self,
        location: str,
        ref: PayerRef,
        rules: LocationRules,
        recalled: tuple[Pointer | None, Known | None],
    ) -> Step | str:
        """See what would have to be written; a sentence where there is nobody to show. What is
        ``recalled`` has to be so from before this look."""
        pointer, before = recalled
        payer = self._payer(ref, rules)
        if payer is None:
            return "Stripe does not know them"
        if pointer is None and not concerned(payer, rules):
            return "none of this location's people"
        contact = self.finding.contact_of(location, payer, pointer, rules)
        if contact is None:
            return "no contact"
        known = self._joined(location, contact, payer, before)
        payers = (payer, *self._others(known, ref, rules))
        want = wanted(payers, rules)
        layout = self.layouts.of(location, rules)
        return Step(contact, known, payers, want, difference(contact, known, want, layout, rules))

    def _payer(self, ref: PayerRef, rules: LocationRules) -> Payer | None:
        since = None if rules.mirror is None else _midnight(rules.mirror.since)
        return self.billing.payer(ref.account, ref.customer, since)

    def _joined(self, location: str, contact: Contact, payer: Payer, before: Known | None) -> Known:
        """Recall the contact, with this payer among those it shows. Where it was not recalled
        before the look, a look of the same second may have been later than ours."""
        known = before
        if known is None or known.contact != contact.id:
            known = self.memory.known(location, contact.id)
            if known.seen >= payer.seen:
                raise Changed("another worker looked at the same moment", after=MOMENT)
        ref = PayerRef(account=payer.account, customer=payer.id)
        if ref in known.payers:
            return known
        return known.model_copy(update={"payers": (*known.payers, ref)})

    def _others(self, known: Known, ref: PayerRef, rules: LocationRules) -> list[Payer]:
        """Look at everybody else this contact shows: the same person, a customer twice."""
        others = [self._payer(each, rules) for each in known.payers if each != ref]
        return [each for each in others if each is not None]


def _midnight(day: str) -> Seconds:
    return seconds(datetime.fromisoformat(day).replace(tzinfo=UTC))
