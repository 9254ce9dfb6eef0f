"""The cutover and decommission checklist, as data: the part a machine can see checks itself.

What no machine can see is confirmed by somebody, with a name, a time and a reason; a confirmation
never outvotes a check.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from pydantic import AwareDatetime

from carryover.kernel.errors import BillingError
from carryover.kernel.messages import Message
from carryover.migration.aftercare import checks, switching
from carryover.migration.aftercare.ground import Ground
from carryover.migration.aftercare.result import Outcome, Result, passed


class Phase(StrEnum):
    """When it has to be so."""

    BEFORE = "before the first wave"
    MOVING = "while waves are open"
    CUTOVER = "when everything has moved"
    DECOMMISSION = "before the old account is closed"


@dataclass(frozen=True, slots=True)
class Item:
    """One line."""

    id: str
    phase: Phase
    sentence: str
    """What must be true."""
    check: Callable[[Ground], Result] | None = None
    """``None``: confirmed by hand."""
    how: str = ""
    """Where to look, for what is confirmed by hand."""
    undecided: bool = False
    """Whether its check may leave the decision to somebody."""


class Confirmation(Message):
    """Somebody looked."""

    item: str
    by: str
    why: str
    """What was seen, or why it does not apply."""
    at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Checked:
    """One line and how it stands."""

    item: Item
    result: Result
    confirmed: Confirmation | None = None

    @property
    def done(self) -> bool:
        """It is as it must be."""
        return self.result.outcome is Outcome.PASSED


def check(
    ground: Ground, confirmed: Mapping[str, Confirmation], phase: Phase | None = None
) -> Iterator[Checked]:
    """Go through the list, or one phase of it."""
    for item in ITEMS:
        if phase in {None, item.phase}:
            yield Checked(item, _result(item, ground, confirmed), confirmed.get(item.id))


def confirmable(item_id: str) -> Item:
    """Find a line that is confirmed by hand. Raises ``ValueError`` with the sentence why not."""
    found = next((item for item in ITEMS if item.id == item_id), None)
    if found is None:
        raise ValueError(f"there is no {item_id!r} on the checklist")
    if found.check is not None and not found.undecided:
        raise ValueError(f"{item_id!r} checks itself: make it true instead of confirming it")
    return found


def _result(item: Item, ground: Ground, confirmed: Mapping[str, Confirmation]) -> Result:
    """A failing check is shown to whoever runs the list, and stops no other."""
    by_hand = confirmed.get(item.id)
    if item.check is None:
        return _by_hand(item.how, by_hand)
    try:
        found = item.check(ground)
    except BillingError as trouble:
        return Result(Outcome.UNKNOWN, f"It could not be looked at: {trouble}")
    if found.outcome is Outcome.BY_HAND:
        return _by_hand(found.sentence, by_hand)
    return found


def _by_hand(how: str, by_hand: Confirmation | None) -> Result:
    if by_hand is None:
        return Result(Outcome.BY_HAND, how)
    return passed(f"{by_hand.by}, {by_hand.at:%Y-%m-%d %H:%M}: {by_hand.why}")


def _switch(switch: switching.Switch, ground: Ground) -> Result:
    """Say how it stands in all sources together: the worst first."""
    found = [switching.stand(ground, switch, each).result for each in ground.run.sources]
    for outcome in (Outcome.FAILED, Outcome.BY_HAND, Outcome.WAITING):
        told = [each.sentence for each in found if each.outcome is outcome]
        if told:
            return Result(outcome, " ".join(dict.fromkeys(told)))
    return passed("It is off.")


_PHASES = {
    switching.When.FIRST_WAVE: Phase.BEFORE,
    switching.When.ALL_MOVED: Phase.CUTOVER,
    switching.When.ALL_SETTLED: Phase.DECOMMISSION,
}

_OWN = (
    Item("other-account", Phase.BEFORE, "The target is another account than every source, in the "
         "same mode.", checks.another_account),
    Item("target-open", Phase.BEFORE, "The target may charge cards and pay out.",
         checks.target_open),
    Item("card-copy", Phase.BEFORE, "Stripe's mapping of customers and cards was read in.",
         checks.cards_mapped),
    Item("target-webhooks", Phase.BEFORE, "The target speaks to us in a pinned version.",
         checks.target_speaks),
    Item("target-descriptor", Phase.BEFORE, "Customers will recognise the charge on their card "
         "statement.", how="Compare the statement descriptors of both accounts (Settings, Business,"
         " Public details); an unknown name is the first cause of disputes."),
    Item("target-e-mails", Phase.BEFORE, "The target sends no e-mail at the moment of the move.",
         how="Settings, Billing, Subscriptions and emails of the target: what is sent about new "
         "subscriptions and trials, and by whose design."),
    Item("target-retries", Phase.BEFORE, "Failed payments are retried in the target as they were.",
         how="Compare Settings, Billing, Revenue recovery of both accounts."),
    Item("target-radar", Phase.BEFORE, "Fraud rules of the target let known customers through.",
         how="Compare Radar rules and lists of both accounts; block lists are not copied."),
    Item("target-tax", Phase.BEFORE, "The target is registered for tax wherever the sources are.",
         how="Compare Tax, Registrations of both accounts."),
    Item("finalization", Phase.BEFORE, "Drafts of renewals wait as long as they did.",
         how="Compare the invoice finalization grace period (Settings, Billing, Invoices)."),
    Item("rehearsal", Phase.BEFORE, "The whole move was rehearsed on a snapshot of these accounts.",
         how="carryover migrate rehearse; name the report."),
    Item("rollback-plan", Phase.BEFORE, "Those on call know how to pause and roll back.",
         how="docs/migration: who may decide it, and until when it is possible."),
    Item("support", Phase.BEFORE, "Support knows which questions will come.",
         how="Another statement descriptor, another portal, both accounts to be searched."),
    Item("nothing-stuck", Phase.MOVING, "No move is stuck between two steps.",
         checks.nothing_stuck),
    Item("doubts", Phase.MOVING, "Nothing about this migration waits for a person.",
         checks.no_doubts),
    Item("one-owner", Phase.MOVING, "Every subscription has exactly one billing owner.",
         checks.one_owner),
    Item("all-begun", Phase.CUTOVER, "Every subscription of every wave was moved or held.",
         checks.all_begun),
    Item("held-decided", Phase.CUTOVER, "What was held is decided, one by one.",
         checks.nothing_held, undecided=True),
    Item("renewals-seen", Phase.CUTOVER, "Every first renewal was seen.", checks.renewals_seen),
    Item("ids-handed-over", Phase.CUTOVER, "CRM, accounting, access and data warehouse know the "
         "new ids.", how="carryover migrate ids export: hand it to whoever keeps Stripe's ids."),
    Item("nobody-left", Phase.DECOMMISSION, "No subscription is left at a source.",
         checks.nobody_left),
    Item("tail", Phase.DECOMMISSION, "Nothing is on its way at a source: invoices, payments, "
         "refunds, disputes.", checks.tail_is_zero),
    Item("balance", Phase.DECOMMISSION, "A source's balance is paid out.", checks.paid_out),
    Item("disputable", Phase.DECOMMISSION, "The last charge of a source can no longer be disputed.",
         checks.past_disputes),
    Item("records", Phase.DECOMMISSION, "Invoices, receipts and reports of the sources are kept as "
         "long as the law says.", how="Export them (Reports; Billing, Invoices, Export) and name "
         "where they are; years, not months, in every country."),
)  # fmt: skip

ITEMS = (
    *_OWN,
    *(
        Item(
            f"off-{each.id}",
            _PHASES[each.when],
            f"{each.what}: off in every source.",
            partial(_switch, each),
            each.how,
            undecided=True,
        )
        for each in switching.SWITCHES
    ),
)
