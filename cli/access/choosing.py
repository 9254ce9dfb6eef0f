"""Which subscription somebody means who cancels by hand: one and no other, or none (KAJ-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, NoReturn

import typer

from carryover.access.model import Mark
from carryover.access.policy import OVER, lives, same_address
from cli.access.people import Paying, People, Who, address, day, state_of
from cli.command import Refusal
from cli.render import Column, Screen, plain

type Ends = Literal["now", "period_end"]

CANDIDATES: Final = (
    Column("subscription", plain("subscription", "cyan"), fold=True),
    Column("state", plain("state"), fold=True),
    Column("plan", lambda row: ", ".join(row["products"])),
    Column("price", plain("price")),
    Column("paid until", lambda row: day(row["paid_until"])),
    Column("site", plain("site"), room=120),
)


@dataclass(frozen=True, slots=True)
class Meant(Who):
    """Which one, and when it ends; nothing said: as the site's rules have it."""

    at_once: Annotated[bool, typer.Option("--at-once", help="Now; nothing more is charged.")] = (
        False
    )
    at_period_end: Annotated[
        bool, typer.Option("--at-period-end", help="When what is paid is used up.")
    ] = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Exactly one subscription, and how it ends."""

    paying: Paying
    ends: Ends

    @property
    def ending(self) -> str:
        """Say when."""
        if self.ends == "now":
            return "now"
        return f"at the end of the period paid, {day(self.paying.terms.paid_until)}"


def candidates(people: People, who: Who) -> list[Paying]:
    """Find what may be meant. A subscription that is named must belong to the address, if both
    are."""
    if who.subscription is None:
        if who.email is None:
            raise Refusal("say who: --email ADDRESS, or --subscription ACCOUNT/ID")
        return _of_email(people, who.email)
    found = people.named(who.subscription)
    if who.email is not None and not same_address(found.one.email, address(who.email)):
        raise Refusal(f"{found.name} is paid for by another address than {who.email}")
    return [found]


def _of_email(people: People, email: str) -> list[Paying]:
    found = people.of_email(email)
    if not found:
        near = ", ".join(each.name for each in people.similar(email))
        hint = f"; a similar address pays for {near}" if near else ""
        raise Refusal(
            f"nobody with the address {email} has or had a subscription{hint}. They may pay with "
            "another address: look in the Stripe Dashboard, then use --subscription"
        )
    return found


def chosen(screen: Screen, people: People, found: Sequence[Paying], when: Meant) -> Chosen:
    """Take the one that is meant. Raises ``Refusal`` when it is not exactly one."""
    living = [each for each in found if lives(each.one)]
    ending = [each for each in found if _ending(each)]
    several = living if living or not when.at_once else ending
    if len(several) > 1:
        _ask(screen, several)
    if left := living or ending:
        return Chosen(left[0], _ends(people, left[0], when))
    if moving := _under_way(found):
        raise Refusal(_moving(moving))
    over = [each for each in found if each.one.mark is not Mark.MOVED] or found
    return Chosen(over[-1], _ends(people, over[-1], when))


def _ask(screen: Screen, several: Sequence[Paying]) -> NoReturn:
    """List the candidates; nothing is done."""
    rows = [row(each) for each in several]
    screen.err.print(screen.listing("Which one?", CANDIDATES, rows, empty=""))
    named = " or ".join(each.name for each in several)
    raise Refusal(f"{len(several)} subscriptions may be meant: add --subscription {named}")


def _ending(paying: Paying) -> bool:
    """Tell one that bills until the end of its period, and was not stopped for a move."""
    one = paying.one
    return one.ends and one.status not in OVER and one.mark not in (Mark.MOVED, Mark.ARMED)


def _under_way(found: Sequence[Paying]) -> list[Paying]:
    """Find what is being moved, or was moved to where nobody could look: that goes on billing."""
    arrived = {each.one.source for each in found if each.one.mark is not Mark.ARMED}
    return [
        each
        for each in found
        if each.one.mark is Mark.ARMED or (each.one.mark is Mark.MOVED and each.name not in arrived)
    ]


def _moving(some: Sequence[Paying]) -> str:
    """Say what to do about one that is or was moved between accounts."""
    if any(each.one.mark is Mark.ARMED for each in some):
        return "it is being moved between accounts right now: try again in a few minutes"
    return (
        f"{some[-1].name} was moved to another account and goes on billing there: cancel it there "
        "(carryover migrate show names its target)"
    )


def _ends(people: People, paying: Paying, when: Meant) -> Ends:
    if when.at_once and when.at_period_end:
        raise Refusal("--at-once and --at-period-end contradict each other")
    if when.at_once or when.at_period_end:
        return "now" if when.at_once else "period_end"
    site = people.rules.sites.get(paying.site or "")
    if site is None:
        raise Refusal(f"no rule says when {paying.name} ends: add --at-once or --at-period-end")
    return site.ends


def row(paying: Paying) -> dict[str, Any]:
    """Put a subscription into its machine shape (cli/README.md)."""
    terms = paying.terms
    return {
        "subscription": paying.name,
        "customer": paying.one.customer,
        "state": state_of(paying),
        "plans": list(paying.one.plans),
        "products": list(terms.products),
        "amount": terms.minor,
        "currency": terms.currency,
        "price": terms.told,
        "paid_until": terms.paid_until,
        "site": paying.site,
    }
