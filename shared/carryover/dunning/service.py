"""Does what one message says; safe to repeat any number of times, because everything is looked at
again before anything is done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from carryover.dunning.messages import (
    Begin,
    Bounced,
    CloseByHand,
    Discover,
    DunningEnvelope,
    Look,
    Pause,
    Resume,
    Sweep,
    TryNow,
)
from carryover.dunning.model import Case, ToldState
from carryover.dunning.opening import LATELY
from carryover.dunning.ordering import Order, Ordering
from carryover.dunning.rules import Rules
from carryover.dunning.silence import Silence, Silences
from carryover.dunning.store import RuleBook
from carryover.dunning.working import Worked, Working
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import InvoiceState, ObjectTouched, StateSeen
from carryover.kernel.identity import Kind
from carryover.kernel.news import CardChanged, MoneyReturned
from carryover.ports.outbox import Outbox, Queue

type News = StateSeen | ObjectTouched | MoneyReturned | CardChanged


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a message."""

    what: str
    """``invoice``, ``customer``, ``order``, ``sweep``, ``discovery``."""
    outcome: str
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dunning:
    """Everything about failed invoices."""

    rules: RuleBook
    working: Working
    ordering: Ordering
    silences: Silences
    outbox: Outbox
    accounts: Callable[[], Iterable[str]]
    """Names the accounts there are keys for."""
    clock_of: Callable[[str], Seconds]
    """Tells what time it is at an account: its clock decides what is due."""

    def handle(self, letter: DunningEnvelope) -> Done:
        """Do it."""
        rules = self.rules.read()
        if rules is None:
            return Done("nothing", "nobody has put rules in force")
        match letter.body:
            case StateSeen() | ObjectTouched() | MoneyReturned() | CardChanged() as fact:
                return self._heard(letter, fact, rules)
            case Sweep() | Discover() as search:
                return self._searched(letter, search)
            case Bounced() as bounced:
                return self._bounced(bounced, letter)
            case Begin() | TryNow() | Pause() | Resume() | CloseByHand() as order:
                return self._ordered(letter, order, rules)
            case Look(account=account, invoice=invoice):
                return self._work(letter, account, invoice, rules)

    def _heard(self, letter: DunningEnvelope, fact: News, rules: Rules) -> Done:
        match fact:
            case StateSeen():
                return self._seen(letter, fact, rules)
            case ObjectTouched():
                return self._touched(letter, fact, rules)
            case MoneyReturned(account=account, object=kind, id=name):
                payer = self.working.collection.payer(account, kind, name)
                return self._everything_of(letter, account, payer)
            case CardChanged(account=account, customer=customer):
                return self._everything_of(letter, account, customer or "")

    def _seen(self, letter: DunningEnvelope, seen: StateSeen, rules: Rules) -> Done:
        """A fact is a reason to look; one about a customer or subscription, at all of theirs that
        is open."""
        state = seen.state
        if not isinstance(state, InvoiceState):
            return self._everything_of(letter, seen.account, state.customer)
        known = self.working.cases.find(seen.account, state.id)
        if known is None and not _failed(state):
            return Done("invoice", "nothing has failed")
        if known is not None and known.closed is not None and _agrees(known, state):
            return Done("invoice", "closed already")
        return self._work(letter, seen.account, state.id, rules)

    def _touched(self, letter: DunningEnvelope, touched: ObjectTouched, rules: Rules) -> Done:
        match touched.kind:
            case Kind.INVOICE:
                return self._work(letter, touched.account, touched.id, rules)
            case Kind.CUSTOMER:
                return self._everything_of(letter, touched.account, touched.id)
            case Kind.SUBSCRIPTION:
                return Done("customer", "whose it is, is not said: the next look sees it")

    def _everything_of(self, letter: DunningEnvelope, account: str, customer: str) -> Done:
        """A new card, a cancellation or a dispute concerns everything a customer owes."""
        cases = self.working.cases.of_customer(account, customer) if customer else []
        self._looks(letter, cases)
        return Done("customer", f"{len(cases)} looks")

    def _work(self, letter: DunningEnvelope, account: str, invoice: str, rules: Rules) -> Done:
        return _told("invoice", self.working.work(account, invoice, rules, letter.cause))

    def _ordered(self, letter: DunningEnvelope, order: Order | Begin, rules: Rules) -> Done:
        """What a person said is written down; whatever follows from it is decided as always. Why an
        invoice cannot be taken up, they are told."""
        account, invoice = order.account, order.invoice
        begin = order if isinstance(order, Begin) else None
        if not isinstance(order, Begin):
            self.ordering.write(order, letter.id, self.clock_of(account))
        worked = self.working.work(account, invoice, rules, letter.cause, begin)
        if begin and self.working.cases.find(account, invoice) is None:
            sentence = f"{begin.by} wants it collected, and it is not: {worked.outcome}."
            raise NeedsReview(f"invoice {account}/{invoice}", sentence)
        return _told("order", worked)

    def _searched(self, letter: DunningEnvelope, search: Sweep | Discover) -> Done:
        """Search every account by a message of its own. One that comes twice wakes twice, and
        looking twice is harmless."""
        if search.account is None:
            names = sorted(self.accounts())
            for name in names:
                self._send(letter, search.model_copy(update={"account": name}), name)
            return Done(_searching(search), f"{len(names)} accounts")
        if isinstance(search, Sweep):
            return self._sweep(letter, search, search.account)
        return self._discover(letter, search, search.account)

    def _sweep(self, letter: DunningEnvelope, sweep: Sweep, account: str) -> Done:
        """Wake what is due: 100 cases, a message each, and the rest by another sweep."""
        due = self.working.cases.due(account, self.clock_of(account), after=sweep.after)
        self._looks(letter, due.cases)
        self._goes_on(letter, sweep, due.after)
        return Done("sweep", f"{len(due.cases)} looks")

    def _discover(self, letter: DunningEnvelope, search: Discover, account: str) -> Done:
        """Look at what failed and is no case; whether it becomes one is decided there."""
        since = self.clock_of(account) - LATELY
        page = self.working.collection.failing(account, since, search.after)
        unknown = [one for one in page.invoices if self.working.cases.find(account, one) is None]
        for invoice in unknown:
            self._send(letter, Look(account=account, invoice=invoice), f"{account}:{invoice}")
        self._goes_on(letter, search, page.after)
        return Done("discovery", f"{len(unknown)} looks")

    def _goes_on(
        self, letter: DunningEnvelope, search: Sweep | Discover, after: str | None
    ) -> None:
        if after is not None:
            self._send(letter, search.model_copy(update={"after": after}), f"after:{after}")

    def _bounced(self, bounced: Bounced, letter: DunningEnvelope) -> Done:
        """An address that does not take our letters is not written to again, for whatever invoice,
        until a person has found another."""
        silence = Silence(
            account=bounced.account,
            address=bounced.address,
            channel="email",
            why=f"{bounced.kind} of {bounced.reference}",
            at=letter.occurred_at,
        )
        self.silences.close(silence)
        case = self.working.cases.find(bounced.account, bounced.invoice)
        if case is not None:
            self.working.cases.save(_refused(case, bounced.reference))
        subject = f"customer {bounced.account}/{bounced.customer}"
        raise NeedsReview(subject, _UNREACHED[bounced.kind])

    def _looks(self, letter: DunningEnvelope, cases: Sequence[Case]) -> None:
        for case in cases:
            look = Look(account=case.account, invoice=case.invoice)
            self._send(letter, look, f"{case.account}:{case.invoice}")

    def _send(self, letter: DunningEnvelope, body: Look | Sweep | Discover, name: str) -> None:
        out = letter.answer(body, message_id=f"{letter.id}:{name}")
        self.outbox.send(Queue.DUNNING, out)


_UNREACHED = {
    "bounce": "Our letter about a failed payment bounced, or they unsubscribed: this address gets "
    "no more. Find another way to reach them, and write their new address into Stripe.",
    "complaint": "They called our letter about a failed payment spam: this address gets no more. "
    "Find another way to reach them.",
}


def _searching(search: Sweep | Discover) -> str:
    return "sweep" if isinstance(search, Sweep) else "discovery"


def _failed(state: InvoiceState) -> bool:
    return state.status == "open" and state.attempted and not state.deleted


def _agrees(case: Case, state: InvoiceState) -> bool:
    """Tell whether a closed case already says what the invoice does; one that was paid late is
    looked at."""
    said = {"recovered": "paid", "recovered_late": "paid", "voided": "void"}
    outcome = case.closed.outcome if case.closed else ""
    return said.get(outcome, outcome) == state.status


def _refused(case: Case, reference: str) -> Case:
    told = tuple(
        one.model_copy(update={"state": ToldState.REFUSED}) if one.reference == reference else one
        for one in case.told
    )
    return case.model_copy(update={"told": told})


def _told(what: str, worked: Worked) -> Done:
    return Done(what, worked.outcome, worked.acts)
