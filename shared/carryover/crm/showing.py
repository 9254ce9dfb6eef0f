"""One payer, looked at once; their contact gets the least that makes it true (CRM-1).

Recall, look at Stripe, look at the contact, compare, claim, write, remember. The claim is a
conditional write of the version that was recalled before the look, so of two workers the one who
looked earlier cannot write later. A crash while writing costs a minute, until the claim is over;
then everything is compared again, and only what is missing is written. What must not happen twice,
putting somebody into a workflow, is written down first: where it is not known whether it happened,
a person is asked, and it is never repeated.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.crm.diff import as_shown, in_step
from carryover.crm.layout import Layouts
from carryover.crm.looking import MOMENT, Looking, Step
from carryover.crm.mirroring import Mirroring
from carryover.crm.model import Enrolment, Known, PayerRef
from carryover.crm.rules import LocationRules
from carryover.crm.store import Changed
from carryover.crm.store import Contacts as Memory
from carryover.crm.writing import Writing
from carryover.kernel.clock import Clock, Seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import Contacts, Unanswered

CLAIMED: Final = timedelta(seconds=60)
"""How long a worker may write: several times what half a dozen requests take."""

REMEMBERED: Final = 50
"""Enrolments kept per contact, the latest: a reason is too old to begin anything long before."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Looks and shows."""

    memory: Memory
    highlevel: Contacts
    looking: Looking
    layouts: Layouts
    writing: Writing
    mirroring: Mirroring
    now: Clock

    def show(
        self, location: str, ref: PayerRef, rules: LocationRules, happened: Seconds | None = None
    ) -> str:
        """Let one location show a payer; answer what became of it. ``happened``: when what we were
        told happened; a later look has seen it already."""
        recalled = self.looking.recalled(location, ref)
        _, before = recalled
        if happened is not None and before is not None and happened < before.seen:
            return "seen since"
        step = self.looking.look(location, ref, rules, recalled)
        if isinstance(step, str):
            return step
        outcome = self._written(location, step, rules)
        self.mirroring.mirror(location, step.contact, step.payers, rules)
        _ask_about_doubts(location, step)
        return outcome

    def touched(self, location: str, contact: str, rules: LocationRules) -> PayerRef | None:
        """Hear that somebody changed a contact: who is to be looked at? Nobody, where it shows what
        we left there: that is what our own writes look like when they come back as events."""
        known = self.memory.known(location, contact)
        if not known.payers:
            return None
        found = self.highlevel.contact(location, contact)
        if found is not None and in_step(found, known, rules):
            return None
        return known.payers[0]

    def _written(self, location: str, step: Step, rules: LocationRules) -> str:
        if not step.what:
            self._remember(location, step, step.known, rules)
            return "in step"
        claim = self._claimed(step)
        self.writing.write(location, step.contact, step.what)
        for each in step.what.enrol:
            claim = self._enrolled(location, step, claim, each)
        self._remember(location, step, claim, rules)
        return "shown"

    def _enrolled(self, location: str, step: Step, claim: Known, each: Enrolment) -> Known:
        """Write down that it is begun, begin it. What certainly did not happen is crossed out, so
        that it is done another time; a crash before that leaves a doubt where there need be
        none."""
        begun = (*claim.enrolments, each)[-REMEMBERED:]
        held = self.memory.save(claim.model_copy(update={"enrolments": begun}))
        try:
            self.writing.enrol(location, step.contact, each.workflow)
        except Unanswered:
            raise
        except (Retryable, NeedsReview):
            self.memory.save(held.model_copy(update={"enrolments": claim.enrolments}))
            raise
        return held

    def _claimed(self, step: Step) -> Known:
        known, now = step.known, self.now()
        if known.writing_since is not None and now - known.writing_since < CLAIMED:
            raise Changed("another worker is writing to this contact", after=MOMENT)
        return self.memory.save(known.model_copy(update={"writing_since": now}))

    def _remember(self, location: str, step: Step, known: Known, rules: LocationRules) -> None:
        tags = (rules.own_tags & step.contact.tags) - set(step.what.remove) | set(step.what.add)
        said = {
            "fields": as_shown(step.contact, step.what, self.layouts.of(location, rules)),
            "tags": tuple(sorted(tags)),
            "enrolments": tuple(_settled(each, step) for each in known.enrolments),
            "seen": step.wanted.seen,
            "writing_since": None,
        }
        self.memory.save(known.model_copy(update=said))


def _settled(each: Enrolment, step: Step) -> Enrolment:
    done = each.done or each in step.what.enrol
    return each.model_copy(update={"done": done, "left": each.left or each in step.what.leave})


def _ask_about_doubts(location: str, step: Step) -> None:
    """Ask, once everything else is done, about what an earlier worker left in doubt. The same
    question is asked only once, and nothing waits for its answer."""
    for each in step.known.enrolments:
        if not each.done and not each.left:
            raise NeedsReview(
                f"contact {step.contact.id} at {location}",
                f"They may or may not have been put into the workflow {each.workflow} because of "
                f"{each.standing} ({each.occasion}): no answer came. Look at the contact's history "
                "in HighLevel, and put them in by hand if they are not there.",
            )
