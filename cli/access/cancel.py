"""``carryover access cancel``: what support does when no hook did (KAJ-5).

The message is the one the webhook's path ends in, so the worker looks again, ends it once and marks
it as ours. Kajabi is not needed for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import typer
from rich.text import Text

from carryover.access.messages import Cancel
from carryover.access.model import Mark, RequestState
from carryover.access.policy import OVER, lives, same_address
from carryover.access.refunding import Give, Nothing, Refunding, Unclear
from carryover.replay.model import Act, Deed, Order
from carryover.replay.privacy import MASK
from cli.access.following import STUCK, Following, answered, asked_since, sent
from cli.access.people import Paying, People, Who, address, day, state_of
from cli.command import Refusal, command
from cli.money import amount
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain, sheet
from cli.session import Session, confirmed, session

app = typer.Typer()

type Ends = Literal["now", "period_end"]

CANDIDATES: Final = (
    Column("subscription", plain("subscription", "cyan"), fold=True),
    Column("state", plain("state"), fold=True),
    Column("price", plain("price")),
    Column("paid until", lambda row: day(row["paid_until"])),
    Column("site", plain("site")),
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
class Manner(Caution):
    """How careful to be, and whether to show who it is."""

    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show name and address; that you did is kept in the audit."),
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


@command(
    app,
    "cancel",
    'access cancel --email ada@example.com --why "asked by mail" --dry-run',
    'access cancel --email ada@example.com --why "asked by mail"',
    'access cancel --subscription us/sub_123 --at-once --why "chargeback"',
)
def cancel(
    context: typer.Context,
    intent: Intent,
    who: Meant,
    care: Manner,
    following: Following,
    *,
    as_json: AsJson = False,
) -> None:
    """End one subscription, as if its member had left at the site.

    Shows first whose it is, what is paid and what happens to the access. When an address pays for
    several, they are listed and nothing is done: say which with --subscription.
    """
    screen, at = Screen(as_json=as_json), session(context)
    people = People(at, at.access.rules.read())
    with screen.counting("asking Stripe"):
        found = _candidates(people, who)
    for note in people.unasked:
        screen.note(note, "yellow")
    chosen = _chosen(screen, people, found, who)
    document = {"stage": at.stage, "dry_run": care.dry_run, **_document(chosen, people)}
    _preview(screen, at, chosen, document, intent, reveal=care.reveal)
    if _ends_so(chosen):
        screen.answer({**document, "outcome": "ends already"}, _already(chosen))
    elif care.dry_run:
        screen.answer({**document, "outcome": ""}, "nothing was done (dry run)")
    else:
        confirmed(f"End {chosen.paying.name} {chosen.ending}?", yes=care.yes)
        _carried_out(screen, at, chosen, intent, following, document)


def _candidates(people: People, who: Who) -> list[Paying]:
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


def _chosen(screen: Screen, people: People, found: Sequence[Paying], when: Meant) -> Chosen:
    """Take the one that is meant. Raises ``Refusal`` when it is not exactly one."""
    on_the_move = [each for each in found if each.one.mark in (Mark.MOVED, Mark.ARMED)]
    rest = [each for each in found if each not in on_the_move]
    living = [each for each in rest if lives(each.one)]
    if len(living) > 1:
        rows = [_row(each) for each in living]
        screen.err.print(screen.listing("Which one?", CANDIDATES, rows, empty=""))
        named = " or ".join(each.name for each in living)
        raise Refusal(f"{len(living)} subscriptions may be meant: add --subscription {named}")
    left = living or [each for each in rest if each.one.status not in OVER] or rest[-1:]
    if not left:
        raise Refusal(_moving(on_the_move))
    return Chosen(left[0], _ends(people, left[0], when))


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


def _ends_so(chosen: Chosen) -> bool:
    one = chosen.paying.one
    return one.status in OVER or (one.ends and chosen.ends == "period_end")


def _already(chosen: Chosen) -> Text:
    one, terms = chosen.paying.one, chosen.paying.terms
    said = "ended" if one.status in OVER else "ends already, on"
    sentence = f"{chosen.paying.name} {said} {day(terms.ends_at)}; nothing was sent"
    return Text(sentence, "green")


def _document(chosen: Chosen, people: People) -> dict[str, Any]:
    """Put the preview into its machine shape (cli/README.md)."""
    access, refund = _access_told(chosen, people), _refund_told(chosen, people)
    return {**_row(chosen.paying), "ends": chosen.ends, "access": access, "refund": refund}


def _row(paying: Paying) -> dict[str, Any]:
    terms = paying.terms
    return {
        "subscription": paying.name,
        "customer": paying.one.customer,
        "state": state_of(paying),
        "plans": list(paying.one.plans),
        "amount": terms.minor,
        "currency": terms.currency,
        "price": terms.told,
        "paid_until": terms.paid_until,
        "site": paying.site,
    }


def _preview(
    screen: Screen,
    at: Session,
    chosen: Chosen,
    document: dict[str, Any],
    intent: Intent,
    *,
    reveal: bool,
) -> None:
    one = chosen.paying.one
    if reveal:
        at.console.revealed(f"customer of {chosen.paying.name}", intent.by)
    shown = {
        "who": f"{one.name or 'no name'} <{one.email}>" if reveal else f"{MASK} (--reveal shows)",
        "customer": one.customer,
        "state": document["state"],
        "plan": ", ".join(one.plans),
        "price": document["price"],
        "paid until": day(document["paid_until"]),
        "ends": Text(chosen.ending, "bold"),
        "access": document["access"],
        "refund": document["refund"],
    }
    screen.show(sheet(chosen.paying.name, shown))


def _access_told(chosen: Chosen, people: People) -> str:
    """Foretell what the worker does to the access when the end comes."""
    paying = chosen.paying
    site = people.rules.sites.get(paying.site or "")
    if site is None:
        return "no rule opens anything for its plan"
    if paying.link is None:
        return "none was given by it yet"
    if not site.withdraws:
        return f"is kept at {paying.site}: its rules never take it"
    when = "soon after" if chosen.ends == "now" else f"on {day(paying.terms.paid_until)}"
    return f"{', '.join(paying.link.offers)} at {paying.site} ends {when}, unless another opens it"


def _refund_told(chosen: Chosen, people: People) -> str:
    """Foretell what the rules give back, as the worker will reckon it (its second decides)."""
    refunding = Refunding(people.at.access.memory, people.billing, people.at.console.now)
    at_once = chosen.ends == "now"
    match refunding.preview(chosen.paying.one, people.rules, at_once=at_once):
        case Give(amount=minor, currency=currency):
            return f"{amount(minor, currency)} by the site's rules"
        case Nothing(why):
            return f"none: {why}"
        case Unclear(why):
            return f"a person will be asked: {why}"


def _carried_out(
    screen: Screen,
    at: Session,
    chosen: Chosen,
    intent: Intent,
    how: Following,
    document: dict[str, Any],
) -> None:
    """Write down who wants it, send, and wait for what comes of it."""
    order = at.console.order(intent.by, intent.why)
    what = f"{chosen.paying.name} {chosen.ends}"
    at.console.audit.write(Act(Deed.ACCESS_CANCEL_ASKED, what, order))
    one = chosen.paying.one
    body = Cancel(
        account=one.account, subscription=one.id, ends=chosen.ends, by=order.by, why=order.why
    )
    message = sent(at, order, body)
    if not how.wait:
        screen.answer({**document, "outcome": "sent"}, "sent to the worker")
        return
    with screen.counting("waiting for the worker"):
        outcome = answered(at, how, lambda: _outcome(at, chosen, message, order))
    screen.answer({**document, "outcome": outcome or "unanswered"}, *_told(at, chosen, outcome))
    if outcome != "cancelled":
        raise Refusal(outcome or STUCK)


def _outcome(at: Session, chosen: Chosen, message: str, order: Order) -> str | None:
    """Look whether the wish was carried out, or a person was asked."""
    request = at.access.memory.requests.find(f"person:{message}")
    if request is not None and request.state is RequestState.DONE:
        return "cancelled"
    return asked_since(at, chosen.paying.name, order.at) or None


def _told(at: Session, chosen: Chosen, outcome: str | None) -> list[Text]:
    if outcome != "cancelled":
        return []
    now = People(at, at.access.rules.read()).named(chosen.paying.name)
    said = "has ended" if now.one.status in OVER else f"ends {day(now.terms.ends_at)}"
    return [Text(f"✓ {now.name} {said}; it does not renew", "green")]
