"""One message of one step (DUN-2).

    the process dies …               … and whoever looks next
    before the intent is written     decides anew; nothing was sent
    between writing and sending      takes it for sent: this step's message is missed
    between sending and writing      takes it for sent, which it was
    while taking the intent back     takes it for sent: this step's message is missed

Nothing can look up whether a letter went out (CONTRACTS §8.1), so a person rather hears once too
little: the next step's message comes. What may be missing is marked in the case and counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.dunning.besides import besides, heard
from carryover.dunning.composing import written
from carryover.dunning.facts import Sight
from carryover.dunning.letters import rendering
from carryover.dunning.letters.letter import Letter
from carryover.dunning.model import Case, Enrolled, Told, ToldState
from carryover.dunning.reaching import Reached
from carryover.dunning.rules import Terms
from carryover.dunning.silence import digest
from carryover.dunning.steps import Tell
from carryover.dunning.store import Cases
from carryover.dunning.view import View
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports import highlevel, mail
from carryover.ports.highlevel import HighLevel, Unanswered

DIED: Final = timedelta(minutes=15)
"""A message that is still being sent after so long is not: no worker lives longer."""

type Fate = tuple[ToldState, str]
"""What became of a message, and the sender's id of it."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Writes to people."""

    cases: Cases
    mailer: mail.Mailer
    crm: HighLevel | None
    maybe_missed: Callable[[str], None] = lambda _: None
    """Told the subject of every case in which a message may be missing."""

    def tell(self, case: Case, step: Tell, sight: Sight, reached: Reached, terms: Terms) -> Case:
        """Write the intent down, send, write down what came of it. What was certainly not sent is
        taken back and comes again."""
        letter = written(View(case, sight.world, terms, sight.at), step, sight.papers, reached)
        told = _intent(step, sight, reached)
        held = self.cases.save(case.model_copy(update={"told": (*case.told, told)}))
        self._gives_way(held, sight)
        try:
            state, reference = self._sent(step, letter, sight, reached, case.account)
        except Unanswered:
            state, reference = ToldState.UNKNOWN, ""
        except (Retryable, NeedsReview):
            self.cases.save(held.model_copy(update={"told": case.told}))
            raise
        if state is ToldState.UNKNOWN:
            self.maybe_missed(case.subject)
        done = told.model_copy(update={"state": state, "reference": reference})
        return self.cases.save(held.model_copy(update={"told": (*case.told, done)}))

    def _gives_way(self, held: Case, sight: Sight) -> None:
        """Of two workers who write to one customer about two debts at once, each has written its
        intent before it reads the other's: at least one of them sees it, and steps back."""
        *before, mine = held.told
        since = set(heard(besides(self.cases, held))) - set(sight.world.heard)
        if any(one.channel == mine.channel for one in since):
            self.cases.save(held.model_copy(update={"told": tuple(before)}))
            raise Retryable(f"{held.subject}: its customer is being written to about another debt")

    def noted(self, case: Case, now: int) -> Case:
        """Mark what a worker died over."""
        told = tuple(self._noted(case, one, now) for one in case.told)
        return case.model_copy(update={"told": told})

    def _noted(self, case: Case, one: Told, now: int) -> Told:
        if one.state is not ToldState.BEGUN or now < one.at + DIED.total_seconds():
            return one
        self.maybe_missed(case.subject)
        return one.model_copy(update={"state": ToldState.UNKNOWN})

    def _sent(
        self, step: Tell, letter: Letter, sight: Sight, reached: Reached, account: str
    ) -> Fate:
        if step.letter.channel == "email" and letter.brand.email_by == "ses":
            return self._mailed(letter, sight, account)
        return self._through_crm(step, letter, reached)

    def _mailed(self, letter: Letter, sight: Sight, account: str) -> Fate:
        ready, brand = rendering.email(letter), letter.brand
        tags = {
            "account": account,
            "address": digest(sight.papers.email),
            "customer": sight.papers.customer,
            "invoice": sight.world.invoice.id,
        }
        answer = self.mailer.send(
            mail.Letter(
                sender=brand.sender,
                to=sight.papers.email,
                subject=ready.subject,
                html=ready.html,
                text=ready.text,
                reply_to=brand.reply_to or "",
                topic=brand.unsubscribe,
                tags=tags,
            )
        )
        match answer:
            case mail.Sent(reference):
                return ToldState.SENT, reference
            case mail.Refused(sentence):
                return ToldState.REFUSED, sentence
            case mail.Unknown():
                return ToldState.UNKNOWN, ""

    def _through_crm(self, step: Tell, letter: Letter, reached: Reached) -> Fate:
        contact, location = reached.contact, letter.brand.location
        if self.crm is None or contact is None or location is None:
            return ToldState.REFUSED, "the CRM has no such contact"
        if step.letter.channel == "workflow":
            refused = self.crm.enrol(location, contact.id, step.letter.template)
            return (ToldState.REFUSED, refused.sentence) if refused else (ToldState.SENT, "")
        answer = self.crm.send(location, contact.id, _for_crm(step, letter))
        if isinstance(answer, highlevel.No):
            return ToldState.REFUSED, answer.sentence
        return ToldState.SENT, answer.message


def _intent(step: Tell, sight: Sight, reached: Reached) -> Told:
    letter = step.letter
    address = sight.world.person.address if letter.channel == "email" else ""
    told = Told(step=letter.step, channel=letter.channel, at=sight.at, address=address)
    location = reached.brand.location if reached.brand else None
    if letter.channel != "workflow" or reached.contact is None or location is None:
        return told
    held = Enrolled(location=location, contact=reached.contact.id, workflow=letter.template)
    return told.model_copy(update={"enrolled": held})


def _for_crm(step: Tell, letter: Letter) -> highlevel.Email | highlevel.Sms:
    if step.letter.channel == "sms":
        return highlevel.Sms(rendering.sms(letter))
    ready = rendering.email(letter)
    return highlevel.Email(ready.subject, ready.html)
