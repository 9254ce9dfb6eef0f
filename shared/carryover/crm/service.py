"""Does what one message says; safe to repeat any number of times, because both sides are looked at
before anything is written."""

from dataclasses import dataclass

from carryover.crm.messages import (
    CrmEnvelope,
    Poll,
    PollSales,
    ReadSale,
    Reread,
    Sweep,
    SyncAll,
    SyncContact,
)
from carryover.crm.model import PayerRef
from carryover.crm.rules import Rules
from carryover.crm.selling import Selling
from carryover.crm.showing import Showing
from carryover.crm.store import Changed, Places, RuleBook
from carryover.crm.walking import Walking
from carryover.kernel.clock import Seconds
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import StateSeen
from carryover.kernel.news import CardChanged
from carryover.ports.highlevel_sales import Sale

LATER = "later"

type Look = Poll | Reread | PollSales | ReadSale


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a message."""

    what: str
    """``contact``, ``touch``, ``walk``, ``sweep``, ``poll``, ``sale``."""
    outcome: str


@dataclass(frozen=True, slots=True)
class Crm:
    """Everything about the CRM."""

    rules: RuleBook
    places: Places
    showing: Showing
    walking: Walking
    selling: Selling

    def handle(self, letter: CrmEnvelope) -> Done:
        """Do it."""
        rules = self.rules.read()
        match letter.body:
            case StateSeen() | CardChanged() as fact:
                return Done("contact", self._heard(letter, fact, rules))
            case SyncContact() as order:
                return Done("contact", self._ordered(letter, order, rules))
            case CrmTouched() as touch:
                return Done("touch", self._touched(letter, touch, rules))
            case SyncAll() as order:
                return Done("walk", self.walking.all(letter, order, rules))
            case Sweep():
                return Done("sweep", self.walking.sweep(letter, rules))
            case Poll() | Reread() | PollSales() | ReadSale() as look:
                return self._sold(letter, look, rules)

    def _heard(self, letter: CrmEnvelope, fact: StateSeen | CardChanged, rules: Rules) -> str:
        """Look at the customer a fact is about."""
        match fact:
            case StateSeen(state=state):
                customer, happened = state.customer, _happened(fact)
            case CardChanged(customer=customer):
                happened = None
        if customer is None:
            return "nobody's card"
        ref = PayerRef(account=fact.account, customer=customer)
        return self._shown(letter, ref, rules, happened)

    def _ordered(self, letter: CrmEnvelope, order: SyncContact, rules: Rules) -> str:
        ref = PayerRef(account=order.account, customer=order.customer)
        try:
            outcome = self._shown(letter, ref, rules, None)
        except NeedsReview:
            self.walking.settled(order)
            raise
        if outcome != LATER:
            self.walking.settled(order)
        return outcome

    def _shown(
        self, letter: CrmEnvelope, ref: PayerRef, rules: Rules, happened: Seconds | None
    ) -> str:
        """Let every location show them. Who cannot be shown now is noted down; a race with another
        worker is over in seconds, and only comes back; neither a doubt about one location nor one
        that is away keeps another from being right."""
        outcomes: list[str] = []
        waits = False
        doubts: list[NeedsReview] = []
        for location, theirs in rules.serving(ref.account).items():
            try:
                outcomes.append(self.showing.show(location, ref, theirs, happened))
            except NeedsReview as doubt:
                doubts.append(doubt)
            except Changed:
                raise
            except Retryable:
                waits = True
        if waits:
            self.walking.later(letter, ref)
        if doubts:
            raise doubts[0]
        return LATER if waits else ", ".join(outcomes) or "shown nowhere"

    def _touched(self, letter: CrmEnvelope, touch: CrmTouched, rules: Rules) -> str:
        location = self.places.alias(touch.location)
        if location is None or location not in rules.locations:
            raise NeedsReview(f"location {touch.location}", "HighLevel tells of it, no rules do.")
        if touch.about == "order":
            order = ReadSale(location=location, sale=Sale.ORDER, id=touch.id)
            return self.selling.read_one(order)
        try:
            ref = self.showing.touched(location, touch.id, rules.locations[location])
        except Retryable:
            for each in self.showing.memory.known(location, touch.id).payers:
                self.walking.later(letter, each)
            return LATER
        return "in step" if ref is None else self._shown(letter, ref, rules, None)

    def _sold(self, letter: CrmEnvelope, look: Look, rules: Rules) -> Done:
        match look:
            case Poll() | Reread():
                return Done("poll", self.selling.begin(letter, look, rules))
            case PollSales():
                return Done("poll", self._polled(letter, look))
            case ReadSale():
                return Done("sale", self.selling.read_one(look))

    def _polled(self, letter: CrmEnvelope, order: PollSales) -> str:
        """Read on; while HighLevel is away the next poll begins where the last whole reading ended,
        so a message that waited for it would only read the same twice."""
        try:
            return self.selling.read(letter, order)
        except Retryable:
            return LATER


def _happened(seen: StateSeen) -> Seconds | None:
    """Date a fact, where it was an event: what was read may be older than its moment of telling."""
    return None if seen.was_read else seen.latest
