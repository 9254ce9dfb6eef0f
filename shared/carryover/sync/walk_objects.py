"""Walks Stripe's customers, subscriptions and invoices and compares each with our record.

This is the proof that the record is right, and the last net under it: it finds what no event can
tell any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from carryover.kernel.facts import ObjectTouched, StateSeen
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Envelope, Message
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Reviews
from carryover.ports.stripe_objects import Records
from carryover.sync import count, doubts
from carryover.sync.messages import ObjectsPage
from carryover.sync.model import Findings, Listing
from carryover.sync.policy import (
    ORPHANS_AT_MOST,
    Repair,
    Verdict,
    next_seam,
    objects_window,
    repairs,
    ripe,
    stretch,
)
from carryover.sync.provider import Provider
from carryover.sync.walk import Walk

ORDER: Final = (Kind.CUSTOMER, Kind.SUBSCRIPTION, Kind.INVOICE)
"""Who pays first, then what they pay for: a record is never repaired before its owner."""


@dataclass(frozen=True, slots=True)
class ObjectsWalk:
    """One account's objects, kind after kind, page after page, newest first."""

    stripe: Provider
    records: Records
    reviews: Reviews
    walk: Walk

    def start(self, trigger: Envelope[Message], account: str) -> Findings:
        """Choose the window and ask for the first page; a crash in between repeats both alike."""
        run = self.walk.run(trigger, account)
        window = self.walk.memory.fix_window(run, objects_window(self.stripe.now(account)))
        first = ObjectsPage(
            account=account,
            window=window,
            kind=ORDER[0],
            number=0,
            after=None,
            seam=None,
            findings=Findings(),
        )
        self.walk.go_on(trigger, first)
        return first.findings

    def page(self, envelope: Envelope[Message], page: ObjectsPage) -> Findings:
        """Compare one page, tell the mirror what is wrong, then go on or finish.

        What is wrong is counted before the mirror is told: a crash in between costs a second look,
        which tells what is *still* wrong and counts what was wrong *first*.
        """
        listed = self.stripe.page(page.account, page.kind, after=page.after)
        checked = ripe(listed.items, page.window.until)
        verdict = self._judge(page, listed, checked)
        look = count.of_objects(page.kind, checked, verdict, listed.unreadable)
        run = self.walk.run(envelope, page.account)
        total = page.findings.plus(self.walk.memory.first_look(run, page.number, look))
        self._mend(envelope, page, verdict.repairs)
        self._look_for(envelope, page, verdict.orphans)
        self._ask_about(envelope, page, listed)
        following = _following(page, listed, total)
        if following is None:
            self.walk.report(envelope, page, total)
        else:
            self.walk.go_on(envelope, following)
        return total

    def _judge(self, page: ObjectsPage, listed: Listing, checked: Sequence[StateSeen]) -> Verdict:
        """Compare both ways. Orphans are sought only in the time this page covers completely."""
        wrong = repairs(checked, self.records.states([seen.ref for seen in checked]))
        covered = stretch(page.seam, listed, page.window.until)
        if covered.since > covered.until:
            return Verdict(wrong, ())
        ours = self.records.ids_created(
            page.account, page.kind, since=covered.since, until=covered.until
        )
        return Verdict(wrong, sorted(set(ours) - covered.listed))

    def _mend(
        self, envelope: Envelope[Message], page: ObjectsPage, wrong: Sequence[Repair]
    ) -> None:
        run = self.walk.run(envelope, page.account)
        told = (
            envelope.answer(repair.seen, message_id=f"{run}:{repair.seen.state.id}")
            for repair in wrong
        )
        self.walk.outbox.send(Queue.SUBSCRIPTION_MIRROR, *told)

    def _look_for(
        self, envelope: Envelope[Message], page: ObjectsPage, orphans: Sequence[str]
    ) -> None:
        """Have the mirror look at each; but not at thousands, before a person has looked at why."""
        account, kind = page.account, page.kind
        if len(orphans) > ORPHANS_AT_MOST:
            at = self.walk.now()
            self.reviews.open(doubts.strangers(envelope, account, kind, len(orphans), at))
            return
        run = self.walk.run(envelope, account)
        touched = (
            ObjectTouched(account=account, evidence=str(run), kind=kind, id=orphan)
            for orphan in orphans
        )
        told = (envelope.answer(each, message_id=f"{run}:orphan:{each.id}") for each in touched)
        self.walk.outbox.send(Queue.SUBSCRIPTION_MIRROR, *told)

    def _ask_about(self, envelope: Envelope[Message], page: ObjectsPage, listed: Listing) -> None:
        for odd in listed.unreadable:
            at = self.walk.now()
            self.reviews.open(doubts.unreadable(envelope, page.account, page.kind, odd, at))


def _following(page: ObjectsPage, listed: Listing, total: Findings) -> ObjectsPage | None:
    """Say which page comes next: of this kind, of the next kind, or none."""
    kind, seam = page.kind, None
    if listed.next_after is not None:
        seam = next_seam(page.seam, listed, page.window.until)
    elif page.kind is ORDER[-1]:
        return None
    else:
        kind = ORDER[ORDER.index(page.kind) + 1]
    return page.model_copy(
        update={
            "kind": kind,
            "number": page.number + 1,
            "after": listed.next_after,
            "seam": seam,
            "findings": total,
        }
    )
