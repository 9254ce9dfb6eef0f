"""Who is meant, and who may see what: decided from what both sides show now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from carryover.access.model import AccessLink, Billed, LinkState, Mark
from carryover.access.rules import SiteRules
from carryover.kernel.clock import Seconds

OVER: Final = frozenset({"canceled", "incomplete_expired"})
"""Statuses no subscription comes back from (docs.stripe.com/api/subscriptions/object)."""

A_LIFE: Final = timedelta(seconds=120)
"""The longest an invocation lives (template.yaml, ``WorkerTimeoutSeconds``)."""

BEFORE_THE_NEXT_LOOK: Final = timedelta(seconds=15)
"""A message's ten attempts last longer than such a life."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The site itself says that this member left."""

    site: str
    contact: str
    email: str
    wish: str
    """``tag:{id}``, ``purchase:{id}:{when}``, ``offer:{id}:{n}``: what tells this wish from the
    next one of the same member."""
    offer: str | None = None
    """What they left; ``None``: everything."""
    at: Seconds | None = None
    """When, where the site says so."""
    held: bool = False
    """Whether they can see it all the same: somebody gave it to them since, or twice."""
    tagged: Seconds | None = None
    """Of a tag that was there when it was read last: when it was not yet; 0: it was there before
    anybody looked. ``None``: it is newer than that."""
    granted: bool = False
    """Whether it is our grant that is gone: then nothing is meant that never had one."""

    @property
    def request(self) -> str:
        """Name the cancellation by its meaning."""
        return f"{self.site}:{self.contact}:{self.wish}"


@dataclass(frozen=True, slots=True)
class End:
    """Exactly one subscription is meant."""

    one: Billed


@dataclass(frozen=True, slots=True)
class Over:
    """The subscription that was meant ends already."""

    one: Billed


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Nothing here is paid for with us."""

    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A person has to say who or what is meant."""

    why: str
    nobody: bool = False
    """Nothing that lives fits."""


GONE: Final = (
    "Their contact is gone from the site, deleted or merged with another, and what it had was paid "
    "for. Did they leave? Cancel by hand. If not, carryover access repair looks for another "
    "contact with their address."
)

LATER: Final = NotOurs("what they pay for began after that")

type Verdict = End | Over | Ask | NotOurs


def same_address(one: str, other: str) -> bool:
    """Compare addresses as mail does in practice: without regard to case, and nothing else. What
    stands behind a plus is part of the name: two of them may be two people."""
    return one.strip().casefold() == other.strip().casefold()


def plain_address(address: str) -> str:
    """Leave out what stands behind a plus: good for a suggestion, never for a decision."""
    name, _, host = address.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def given_by(links: Sequence[AccessLink], offer: str) -> list[AccessLink]:
    """Find by which links somebody was given an offer that is to be there."""
    return [link for link in links if link.state is LinkState.GIVEN and offer in link.offers]


def missing(offer: str, given: Sequence[AccessLink]) -> str:
    """Name the wish that is meant by an offer's being gone: of these grants, once."""
    grants = "+".join(sorted(f"{link.payer}:{link.version}" for link in given))
    return f"offer:{offer}:{grants}"


def lives(one: Billed) -> bool:
    """Tell a subscription that goes on billing unless somebody ends it."""
    return one.status not in OVER and not one.ends and one.mark not in (Mark.MOVED, Mark.ARMED)


def by_link(confirmed: Confirmed, linked: Sequence[tuple[AccessLink, Billed]]) -> Verdict | None:
    """Find who is meant among what this member has access by; ``None``: nothing is linked."""
    about = [one for link, one in linked if _is_about(confirmed, link)]
    if not about:
        return None
    meant = [one for one in about if _had_begun(confirmed, one)]
    if not meant:
        return LATER
    living = [one for one in meant if lives(one)]
    if len(living) > 1:
        return Ask(f"The member pays for {len(living)} subscriptions: {_listed(living)}.")
    return End(living[0]) if living else Over(meant[-1])


def by_email(confirmed: Confirmed, found: Sequence[Billed], rules: SiteRules) -> Verdict:
    """Find who is meant among the subscriptions of a verified address."""
    same = [one for one in found if same_address(one.email, confirmed.email)]
    exact = [one for one in same if _had_begun(confirmed, one)]
    living = [one for one in exact if lives(one) and _may_be_meant(confirmed, one, rules)]
    if len(living) == 1:
        return End(living[0])
    if living:
        return Ask(f"The address pays for {len(living)} subscriptions: {_listed(living)}.")
    if over := [one for one in exact if one.ends and _may_be_meant(confirmed, one, rules)]:
        return Over(over[-1])
    return LATER if len(exact) < len(same) else _nobody(found)


def _had_begun(confirmed: Confirmed, one: Billed) -> bool:
    """Nobody leaves what they have not begun: a hook may speak of a purchase that was over long
    before. What the migration made began with its source."""
    return confirmed.at is None or one.created < confirmed.at or one.source is not None


def _may_be_meant(confirmed: Confirmed, one: Billed, rules: SiteRules) -> bool:
    """A subscription that opens nothing at this site is never meant by leaving it."""
    opened = rules.offers_for(one.plans)
    return confirmed.offer in opened if confirmed.offer is not None else bool(opened)


def _nobody(found: Sequence[Billed]) -> Ask:
    similar = [one for one in found if lives(one)]
    hint = f" Similar: {_listed(similar)}." if similar else ""
    return Ask(f"No subscription of that address opens what the member left.{hint}", nobody=True)


def _is_about(confirmed: Confirmed, link: AccessLink) -> bool:
    return confirmed.offer is None or confirmed.offer in link.offers


def was_ours(confirmed: Confirmed, links: Sequence[AccessLink]) -> bool:
    """Recognise access that we took ourselves: its end is no wish of the member's (KAJ-4)."""
    if confirmed.offer is None:
        return False
    taken = (LinkState.TAKING, LinkState.TAKEN)
    current = [link for link in links if confirmed.offer in link.offers]
    if current:
        return all(link.state in taken for link in current)
    return any(confirmed.offer in (*link.leaving, *link.left) for link in links)


def is_given_anew(confirmed: Confirmed, links: Sequence[AccessLink]) -> bool:
    """Tell that we took it for one subscription and are giving it for the next: until that is done
    nobody can say whose doing it is that it is gone."""
    states = {link.state for link in links if confirmed.offer in link.offers}
    taken = states & {LinkState.TAKING, LinkState.TAKEN}
    return bool(taken) and LinkState.GIVING in states


def in_other_hands(link: AccessLink, intent: LinkState, now: datetime) -> bool:
    """Tell that another worker may be doing the opposite now. Its last write at the site would
    come after our look, and what it took would look like a farewell, what it gave would stay."""
    return link.state is intent and now - link.changed_at < A_LIFE


def entitled(one: Billed, rules: SiteRules) -> bool:
    """Tell whether a subscription opens its offers now."""
    return one.status in rules.paying and one.mark not in (Mark.MOVED, Mark.ARMED)


def goes_on_elsewhere(one: Billed) -> bool:
    """Tell an end that is none: the migration stopped this source, and its target bills."""
    return one.mark is Mark.MOVED


def _listed(some: Sequence[Billed]) -> str:
    return ", ".join(one.name_for_people for one in some)
