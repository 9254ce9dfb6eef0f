"""What to ask Stripe for so that cards arrive in the target, in order, and who does it (MIG-3).

docs.stripe.com/get-started/data-migrations/pan-copy-self-serve,
support.stripe.com/questions/data-that-can-be-copied-between-stripe-accounts
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How cards get from one account to the other."""

    COPY = "copy"
    """Self-serve, in the Dashboard: the source keeps everything, and goes on charging."""
    MOVE = "move"
    """Through Stripe's support, where the source is to be given up: still a copy first; what is
    deleted afterwards, and when, is agreed with them in writing."""


class Who(StrEnum):
    """Whose turn it is."""

    SOURCE = "owner of the source"
    TARGET = "owner of the target"
    BOTH = "both"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do before the next."""

    who: Who
    what: str
    why: str


_BEFORE: Final = (
    Step(
        Who.SOURCE,
        "Take the snapshot and read the audit: whoever is charged to what is not copied (Bacs, "
        "ACSS, SEPA sources) is asked for a card first, at the source.",
        "A card added after the copy needs a second copy.",
    ),
    Step(
        Who.BOTH,
        "Give each other the account ids (acct_…), and compare them letter by letter.",
        "Cards copied into a wrong account cannot be called back.",
    ),
    Step(
        Who.TARGET,
        "Make sure that the target is activated, of the same mode, and may take the same kinds of "
        "payment in the same currencies.",
        "The copy succeeds without that; the first charge does not.",
    ),
)

_COPY: Final = (
    Step(
        Who.SOURCE,
        "Dashboard, Customers, … menu, “Copy to account”: the target's account id, all customers "
        "or a CSV of customer ids. The person needs the role “Data Migration Specialist”: without "
        "it, even an administrator does not see the entry.",
        "Only the owner of the cards can give them away.",
    ),
    Step(
        Who.TARGET,
        "Accept the copy, and with it the mandates of US bank accounts and SEPA debits; SEPA needs "
        "the same creditor id.",
        "Debits without an accepted mandate stay behind.",
    ),
)

_MOVE: Final = (
    Step(
        Who.SOURCE,
        "Write to support.stripe.com from the source, naming both account ids: a copy of all "
        "customers now, and nothing deleted at the source before you say so.",
        "Until the last move is verified, the source has to be able to charge: rolling back needs "
        "its cards.",
    ),
    Step(
        Who.TARGET,
        "Confirm the request from the target, and accept the mandates.",
        "Stripe hears both owners.",
    ),
)

_AFTER: Final = (
    Step(
        Who.TARGET,
        "Wait: hours below 10,000 customers, up to 72 hours above. Then download the mapping CSV "
        "in the target's Dashboard (Documents) and keep it as it is.",
        "Nobody else gets it, and saving it again from a spreadsheet breaks ids.",
    ),
    Step(
        Who.YOU,
        "carryover migrate cards import FILE --account ALIAS, then carryover migrate cards "
        "coverage.",
        "Every paying subscription must be mapped, or listed with a reason.",
    ),
    Step(
        Who.SOURCE,
        "Shortly before the first wave, ask for a second copy; import its file the same way.",
        "It adds those who came, and cards that were added, since the first.",
    ),
)


def steps(way: Way) -> tuple[Step, ...]:
    """List what has to be done, in order."""
    return (*_BEFORE, *(_COPY if way is Way.COPY else _MOVE), *_AFTER)
