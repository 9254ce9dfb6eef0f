"""Why somebody has access, or has not: one sentence per subscription."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from carryover.access.model import AccessLink, LinkState, Mark
from carryover.access.policy import entitled
from carryover.access.rules import SiteRules
from cli.access.people import Paying

WITHHELD: Final = {
    "refund": "withheld: its latest period was refunded",
    "dispute": "withheld: its money is disputed",
    "person": "withheld: a person decided so",
}
"""Until a later period is paid, or a person decides: carryover access decide."""

type Held = Mapping[str, frozenset[str]]
"""What each contact of the site has now; empty where it could not be asked."""


class Verdict(StrEnum):
    """Whether both sides say the same."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


def verdict(paying: Paying, site: SiteRules | None, held: Held) -> tuple[Verdict, str]:
    """Explain a subscription."""
    match paying.one.mark:
        case Mark.MOVED:
            return Verdict.RIGHT, "was moved: access comes from the account it went to"
        case Mark.ARMED:
            return Verdict.RIGHT, "is being moved here: opens nothing until it bills"
    if site is None:
        return Verdict.RIGHT, "its plan opens nothing by the rules"
    if paying.link is not None and paying.link.withheld is not None:
        return Verdict.RIGHT, WITHHELD[paying.link.withheld.why]
    if not entitled(paying.one, site):
        return _not_paying(paying, site, held)
    return _pays(paying, held)


def _pays(paying: Paying, held: Held) -> tuple[Verdict, str]:
    link = paying.link
    if link is None:
        return Verdict.WRONG, "pays, and nothing was given yet: carryover access repair"
    if link.state is not LinkState.GIVEN:
        return Verdict.UNKNOWN, f"is in the worker's hands since {link.changed_at:%Y-%m-%d %H:%M}"
    if link.contact not in held:
        return Verdict.UNKNOWN, "pays; what they see could not be looked at"
    if _sees_all(link, held):
        return Verdict.RIGHT, "pays, and sees what it opens"
    return Verdict.WRONG, "pays, and does not see what it opens: carryover access repair"


def _not_paying(paying: Paying, site: SiteRules, held: Held) -> tuple[Verdict, str]:
    link, status = paying.link, paying.one.status
    if link is None or link.state is LinkState.TAKEN:
        return Verdict.RIGHT, f"does not pay ({status}), and opens nothing"
    if not site.withdraws:
        return Verdict.RIGHT, f"does not pay ({status}); the rules never take access away"
    if link.contact not in held:
        return Verdict.UNKNOWN, f"does not pay ({status}); what they see could not be looked at"
    if not _sees_all(link, held):
        return Verdict.RIGHT, f"does not pay ({status}), and does not see it"
    return Verdict.WRONG, f"does not pay ({status}), and sees it still: carryover access repair"


def _sees_all(link: AccessLink, held: Held) -> bool:
    return set(link.offers) <= held.get(link.contact or "", frozenset())
