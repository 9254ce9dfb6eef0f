"""One invoice: look, decide, act, remember, until there is nothing to do now (DUN-1 … DUN-4).

Two workers at one case: each act begins with a write over the version that was read, so the second
one is told to look again; what both may send is one write at Stripe, by its key.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from carryover.dunning.besides import beside, besides
from carryover.dunning.facts import Collection, Sight
from carryover.dunning.finishing import Finishing
from carryover.dunning.leaving import Leaving, Left
from carryover.dunning.messages import Begin
from carryover.dunning.model import Case, Closed, Outcome
from carryover.dunning.opening import opened
from carryover.dunning.policy import decide
from carryover.dunning.reaching import Reached, Reaching
from carryover.dunning.rules import Rules, Terms
from carryover.dunning.sending import Sending
from carryover.dunning.steps import Ask, Close, Finish, Restore, Retry, Step, Tell, Wait
from carryover.dunning.store import Cases
from carryover.dunning.trying import Trying, noted
from carryover.dunning.world import World
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.errors import BillingError, NeedsReview, Retryable
from carryover.ports.reviews import Doubt, Reviews

STEPS: Final = 8
"""Acts in one go: an attempt, a message, an end, what comes of them. More is a loop: a bug."""

LOOKBACK: Final = 130 * 86_400
"""How far back, in seconds, a customer's charges are read: beyond the networks' 30 days, and as far
as most of them can be disputed (120 days: docs.stripe.com/disputes/how-disputes-work)."""

CRM_AGAIN: Final = 1_800
"""Seconds after which a CRM that did not answer is asked again."""

AGAIN: Final = 86_400
"""Seconds after which a case that waits for a person is looked at again: the facts may have
answered meanwhile."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of a case."""

    outcome: str
    """``waits``, ``closed``, ``asked``, or why there is none."""
    acts: tuple[str, ...] = ()
    """What was done, in order: ``retry``, ``tell`` …"""


@dataclass(frozen=True, slots=True)
class Working:
    """Works on cases."""

    cases: Cases
    collection: Collection
    reaching: Reaching
    trying: Trying
    sending: Sending
    finishing: Finishing
    leaving: Leaving
    reviews: Reviews
    now: Clock

    def work(
        self, account: str, invoice: str, rules: Rules, cause: str, begin: Begin | None = None
    ) -> Worked:
        """Do whatever is to be done about an invoice now."""
        acts: list[str] = []
        for _ in range(STEPS):
            held = self.cases.find(account, invoice)
            sight = self.collection.look(account, invoice, since=_since(held, self.now()))
            if sight is None:
                return self._gone(held, cause)
            case = self._case(account, held, sight, begin)
            if isinstance(case, str):
                return Worked(case)
            done = self._step(case, sight, rules, cause, acts)
            if done is not None:
                return done
        raise AssertionError(f"{account}/{invoice} never comes to rest: {acts}")

    def _step(
        self, case: Case, sight: Sight, rules: Rules, cause: str, acts: list[str]
    ) -> Worked | None:
        """Take one step; answer when there is no next one."""
        reached = self._reached(case, sight, cause)
        sight = sight.known_as(self._known(case, sight, reached))
        terms = rules.terms_for(case.plans, reached.person.country, case.currency)
        step = decide(case, sight.world, terms, sight.at)
        match step:
            case Wait(until, why):
                self._kept(case, until)
                return Worked(f"waits: {why}", tuple(acts))
            case Close():
                self._closed(case, step, sight.at, cause)
                return Worked(f"closed: {step.outcome}", tuple(acts))
            case Ask():
                acts.append(f"ask {step.name}")
                self._asked(case, step, sight, cause)
                return Worked("asked", tuple(acts)) if step.blocks else None
        if isinstance(step, Tell) and reached.silent is not None:
            return self._waits_for_crm(case, reached.silent, sight, cause, acts)
        acts.append(_named(step))
        self._acted(case, step, sight, reached, terms)
        return None

    def _acted(
        self,
        case: Case,
        step: Retry | Tell | Finish | Restore,
        sight: Sight,
        reached: Reached,
        terms: Terms,
    ) -> None:
        try:
            match step:
                case Retry():
                    self.trying.retry(case, step, sight.at)
                case Tell():
                    self.sending.tell(case, step, sight, reached, terms)
                case Finish(end):
                    self.finishing.finish(case, end, sight.at)
                case Restore():
                    self.finishing.restore(case, sight.at)
        except NeedsReview:
            self._later(case, sight)
            raise

    def _later(self, case: Case, sight: Sight) -> None:
        """A doubt takes the message off the queue: the alarm clock brings the case back."""
        held = self.cases.find(case.account, case.invoice)
        if held is not None:
            self._kept(held, sight.at + AGAIN)

    def _waits_for_crm(
        self, case: Case, why: BillingError, sight: Sight, cause: str, acts: list[str]
    ) -> Worked:
        """They may have objected there: what is due is due still when it answers again."""
        if isinstance(why, NeedsReview):
            self._ask_about(case, why, cause)
        self._kept(case, sight.at + CRM_AGAIN)
        return Worked("waits: the CRM does not answer", tuple(acts))

    def _case(
        self, account: str, held: Case | None, sight: Sight, begin: Begin | None
    ) -> Case | str:
        if held is None:
            new = opened(account, sight, self.now(), begin)
            return new if isinstance(new, str) else self.cases.save(new)
        known = self.sending.noted(noted(held, sight), sight.at)
        return held if known == held else self.cases.save(known)

    def _reached(self, case: Case, sight: Sight, cause: str) -> Reached:
        """Ask who they are only while there is something to say."""
        if sight.world.invoice.status != "open" or case.closed is not None:
            return Reached(sight.world.person, None)
        reached = self.reaching.reach(case.account, sight)
        if reached.brand is None:
            self._ask(f"dunning:house:{case.account}", f"account {case.account}", _NAMELESS, cause)
        return reached

    def _known(self, case: Case, sight: Sight, reached: Reached) -> World:
        """Lay over what Stripe shows what others know; nobody is asked when nothing is to be
        said."""
        world = replace(sight.world, person=reached.person)
        if world.invoice.status != "open" or case.closed is not None:
            return world
        return beside(world, case, besides(self.cases, case))

    def _kept(self, case: Case, until: int | None) -> None:
        """Set the alarm clock; a case that is worked on again is not closed."""
        reopened = case.closed is not None and not case.closed_by_hand
        if case.look_at == until and not reopened:
            return
        changes = {"look_at": until, **({"closed": None} if reopened else {})}
        self.cases.save(case.model_copy(update=changes))

    def _closed(self, case: Case, step: Close, at: int, cause: str) -> None:
        """Close it. A person's word stays, and so does when it was closed. Who still owes stays in
        the workflows of the last messages; everybody else is taken out as soon as the CRM
        answers."""
        before = case.closed
        same = before is not None and (before.outcome is step.outcome or case.closed_by_hand)
        left = Left(case) if step.outcome is Outcome.ENDED else self.leaving.leave(case)
        until = at + CRM_AGAIN if isinstance(left.failed, Retryable) else None
        if isinstance(left.failed, NeedsReview):
            self._ask_about(case, left.failed, cause)
        if same and case.look_at == until and left.case == case:
            return
        closed = before if same else Closed(outcome=step.outcome, at=at, why=step.why)
        self.cases.save(left.case.model_copy(update={"closed": closed, "look_at": until}))

    def _gone(self, held: Case | None, cause: str) -> Worked:
        if held is None:
            return Worked("there is no such invoice")
        gone = Close(Outcome.GONE, "Stripe no longer has the invoice")
        self._closed(held, gone, seconds(self.now()), cause)
        return Worked("closed: gone")

    def _asked(self, case: Case, step: Ask, sight: Sight, cause: str) -> None:
        """Lay the question on the desk before it is written down as asked: a crash between them
        asks the same question again, which is one question."""
        name = f"dunning:{case.account}:{case.invoice}:{step.name}"
        answer = f"carryover dunning resume {case.account}/{case.invoice} --cleared {step.name}"
        sentence = f"{step.sentence} (To go on: {answer} --why …)"
        self._ask(name, case.subject, sentence, cause)
        asked = case.model_copy(update={"asked": case.asked | {step.name}})
        if step.blocks:
            asked = asked.model_copy(update={"look_at": sight.at + AGAIN})
        self.cases.save(asked)

    def _ask_about(self, case: Case, why: NeedsReview, cause: str) -> None:
        self._ask(f"dunning:crm:{case.account}:{why.subject}", why.subject, why.sentence, cause)

    def _ask(self, name: str, subject: str, sentence: str, cause: str) -> None:
        doubt = Doubt(
            id=name, subject=subject, sentence=sentence, cause=cause, opened_at=self.now()
        )
        self.reviews.open(doubt)


_NAMELESS = (
    "Payments fail in this account, and nobody has said in whose name its customers are written to:"
    " nobody is. Add it to the house's file (docs/runbooks/dunning.md)."
)


def _since(case: Case | None, now: datetime) -> int:
    begun = seconds(now) - LOOKBACK
    return begun if case is None else min(begun, case.failed_at)


def _named(step: Step) -> str:
    return type(step).__name__.casefold()
