"""Does what one message says; safe to repeat any number of times, because everything is looked at
again before anything is done."""

from dataclasses import dataclass

from carryover.access.auditing import Auditing
from carryover.access.braking import Braking
from carryover.access.cancelling import Cancelling
from carryover.access.messages import (
    AccessEnvelope,
    Audit,
    AuditOn,
    Cancel,
    Decide,
    Poll,
    PollList,
    Provide,
    Refund,
    ReleaseBrake,
    Withdraw,
)
from carryover.access.polling import Polling
from carryover.access.providing import Providing
from carryover.access.refunding import Refunding
from carryover.access.returning import Returning
from carryover.access.rules import Rules
from carryover.access.store import Memory
from carryover.access.withdrawing import Withdrawing
from carryover.kernel.facts import InvoiceState, MemberHinted, StateSeen, SubscriptionState
from carryover.kernel.news import MoneyReturned

type Looks = Poll | PollList | Audit | AuditOn


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a message."""

    what: str
    """``hint``, ``cancel``, ``provide``, ``withdraw``, ``returned``, ``decide``, ``refund``,
    ``brake``, ``poll``, ``audit``."""
    outcome: str


@dataclass(frozen=True, slots=True)
class Access:
    """Everything about access."""

    memory: Memory
    cancelling: Cancelling
    providing: Providing
    withdrawing: Withdrawing
    returning: Returning
    refunding: Refunding
    polling: Polling
    auditing: Auditing
    braking: Braking

    def handle(self, letter: AccessEnvelope) -> Done:
        """Do it."""
        rules = self.memory.rules.read()
        match letter.body:
            case MemberHinted() as hint:
                return Done("hint", self.cancelling.hinted(hint, letter, rules))
            case StateSeen() as seen:
                return self._seen(seen, rules)
            case MoneyReturned() | Decide() | Refund() as money:
                return self._returned(money, rules)
            case Cancel() as order:
                return Done("cancel", self.cancelling.ordered(order, letter, rules))
            case Provide() | Withdraw() | ReleaseBrake() as wanted:
                return self._ordered(letter, wanted, rules)
            case Poll() | PollList() | Audit() | AuditOn() as look:
                return self._looked(letter, look, rules)

    def _seen(self, seen: StateSeen, rules: Rules) -> Done:
        """A fact is a reason to look: what is given or taken is read from Stripe itself."""
        if isinstance(seen.state, InvoiceState):
            return Done("provide", self._paid(seen.account, seen.state, rules))
        if not isinstance(seen.state, SubscriptionState):
            return Done("hint", "not about a subscription")
        account, name = seen.account, seen.state.id
        given = self.providing.provide(account, name, rules)
        if not given.startswith("opens nothing"):
            return Done("provide", given)
        return Done("withdraw", self.withdrawing.withdraw(account, name, rules))

    def _paid(self, account: str, invoice: InvoiceState, rules: Rules) -> str:
        """A payment matters where access is withheld, and nowhere else: one read of ours says."""
        if invoice.subscription is None:
            return "not about a subscription"
        link = self.memory.links.find(account, invoice.subscription)
        if link is None or link.withheld is None:
            return "nothing is withheld"
        return self.providing.provide(account, invoice.subscription, rules)

    def _returned(self, money: MoneyReturned | Decide | Refund, rules: Rules) -> Done:
        if isinstance(money, Refund):
            return Done("refund", self.refunding.refund(money, rules))
        if isinstance(money, Decide):
            return Done("decide", self.returning.decided(money, rules))
        return Done("returned", self.returning.returned(money, rules))

    def _ordered(
        self, letter: AccessEnvelope, wanted: Provide | Withdraw | ReleaseBrake, rules: Rules
    ) -> Done:
        if isinstance(wanted, ReleaseBrake):
            return Done("brake", self.braking.released(wanted, letter))
        if isinstance(wanted, Withdraw):
            outcome = self.withdrawing.withdraw(wanted.account, wanted.subscription, rules)
            return Done("withdraw", outcome)
        account, name = wanted.account, wanted.subscription
        return Done("provide", self.providing.provide(account, name, rules, again=wanted.again))

    def _looked(self, letter: AccessEnvelope, look: Looks, rules: Rules) -> Done:
        match look:
            case Poll():
                return Done("poll", self.polling.begin(letter, rules))
            case PollList() as order:
                return Done("poll", self.polling.read(letter, order, rules))
            case Audit() as order:
                return Done("audit", self.auditing.begin(letter, order, rules))
            case AuditOn() as order:
                return Done("audit", self.auditing.go_on(letter, order, rules))
