"""``carryover access show``: one person on one screen (KAJ-5).

Stripe and the site are read now and stand side by side; what we remember is what explains them.
A site that is down is said and not waited for: half an answer is better than none on the phone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.access.model import AccessLink, CancelRequest
from carryover.ports.reviews import Case
from carryover.replay.privacy import MASK
from cli.access.following import doubts
from cli.access.members import Member, members_of
from cli.access.people import Paying, People, Who, day, state_of
from cli.access.why import Verdict, verdict
from cli.command import Refusal, command
from cli.options import AsJson, Eyes
from cli.render import Column, Screen, plain
from cli.session import Session, session

app = typer.Typer()

STYLES: Final = {Verdict.RIGHT: "green", Verdict.WRONG: "bold red", Verdict.UNKNOWN: "yellow"}

PAYS: Final = (
    Column("pays by", plain("subscription", "cyan"), fold=True),
    Column("state", plain("state"), fold=True),
    Column("plan", lambda row: ", ".join(row["products"]), fold=True),
    Column("price", plain("price"), room=120),
    Column("paid until", lambda row: day(row["paid_until"]), room=140),
    Column("access", plain("link")),
    Column("why", lambda row: Text(row["why"], STYLES[Verdict(row["verdict"])]), fold=True),
)
SEES: Final = (
    Column("site", plain("site")),
    Column("contact", plain("contact", "cyan")),
    Column("has", lambda row: ", ".join(row["has"]) or "nothing", fold=True),
    Column("tagged as leaving", lambda row: ", ".join(row["leaving"]) or "no", fold=True),
)
WISHES: Final = (
    Column("asked to leave by", lambda row: _asked_by(row["wish"]), fold=True),
    Column("subscription", plain("subscription", "cyan")),
    Column("state", plain("state")),
    Column("when", lambda row: day(row["at"])),
)
ASKED: Final = (
    Column("review", plain("id")),
    Column("state", plain("state")),
    Column("question", plain("sentence"), fold=True),
)


@command(
    app,
    "show",
    "access show --email ada@example.com",
    "access show --subscription us/sub_123 --reveal",
    "access show --email ada@example.com --json",
)
def show(context: typer.Context, who: Who, eyes: Eyes, *, as_json: AsJson = False) -> None:
    """Show one person: what they pay, what they see, what was asked for, and why.

    By address, every account and every site is asked; by subscription, whoever pays it. Changes
    nothing.
    """
    screen, at = Screen(as_json=as_json), session(context)
    people = People(at, at.access.rules.read())
    with screen.counting("asking Stripe"):
        found = _found(people, who)
    email = who.email or next((each.one.email for each in found), "")
    with screen.counting("asking the sites"):
        members = list(members_of(people, email, found))
    if not found and not members:
        notes = "; ".join(people.unasked)
        raise Refusal(f"nobody with the address {email} pays or sees anything. {notes}".strip())
    if eyes.reveal:
        at.console.revealed(f"member of {_names(found)}", eyes.by)
    document = {"stage": at.stage, **_document(at, people, found, members, reveal=eyes.reveal)}
    screen.answer(document, *_drawn(screen, document))


def _found(people: People, who: Who) -> list[Paying]:
    if (who.email is None) is (who.subscription is None):
        raise Refusal("say who: --email ADDRESS, or --subscription ACCOUNT/ID")
    if who.subscription is not None:
        return [people.named(who.subscription)]
    return people.of_email(who.email or "")


def _names(found: Sequence[Paying]) -> str:
    return ", ".join(each.name for each in found) or "a site"


def _document(
    at: Session,
    people: People,
    found: Sequence[Paying],
    members: Sequence[Member],
    *,
    reveal: bool,
) -> dict[str, Any]:
    """Put everything into its machine shape (cli/README.md)."""
    return {
        "subscriptions": [_pays(each, people, members, reveal=reveal) for each in found],
        "members": [_sees(each, reveal=reveal) for each in members],
        "wishes": [_wish(each) for each in _wishes(at, people, found, members)],
        "reviews": [_case(each) for each in _cases(at, found, members)],
        "not_asked": people.unasked,
    }


def _pays(
    paying: Paying, people: People, members: Sequence[Member], *, reveal: bool
) -> dict[str, Any]:
    site = people.rules.sites.get(paying.site or "")
    held = {each.contact.id: each.offers for each in members if each.site == paying.site}
    what, why = verdict(paying, site, held)
    return {
        "subscription": paying.name,
        "customer": paying.one.customer,
        "name": paying.one.name if reveal else MASK,
        "email": paying.one.email if reveal else MASK,
        "state": state_of(paying),
        "plans": list(paying.one.plans),
        "products": list(paying.terms.products),
        "amount": paying.terms.minor,
        "currency": paying.terms.currency,
        "price": paying.terms.told,
        "paid_until": paying.terms.paid_until,
        "ends_at": paying.terms.ends_at,
        "site": paying.site,
        "link": paying.link.state.value if paying.link else None,
        "contact": paying.link.contact if paying.link else None,
        "opens": list(paying.link.offers) if paying.link else [],
        "since": _since(paying.link),
        "verdict": what.value,
        "why": why,
    }


def _since(link: AccessLink | None) -> str | None:
    return link.changed_at.isoformat() if link else None


def _sees(member: Member, *, reveal: bool) -> dict[str, Any]:
    return {
        "site": member.site,
        "contact": member.contact.id,
        "name": member.contact.name if reveal else MASK,
        "email": member.contact.email if reveal else MASK,
        "offers": sorted(member.offers),
        "has": member.called(member.offers),
        "tags": sorted(member.leaving),
        "leaving": member.called(member.leaving),
    }


def _wishes(
    at: Session, people: People, found: Sequence[Paying], members: Sequence[Member]
) -> list[CancelRequest]:
    """Find what was asked for: by the subscriptions, and by tags, also of somebody whose
    subscription has another address."""
    requests = at.access.memory.requests
    known = {wish.id: wish for each in found for wish in requests.of(each.one.account, each.one.id)}
    for member in members:
        for tag in people.rules.sites[member.site].cancel_tags:
            if wish := requests.find(f"{member.site}:{member.contact.id}:tag:{tag}"):
                known[wish.id] = wish
    return sorted(known.values(), key=lambda wish: wish.at)


def _wish(request: CancelRequest) -> dict[str, Any]:
    return {
        "wish": request.id,
        "subscription": f"{request.account}/{request.subscription}",
        "state": request.state.value,
        "evidence": request.evidence,
        "at": request.at.isoformat(),
    }


def _asked_by(wish: str) -> str:
    """Say what a wish is made of: ``academy:c1:tag:7``, ``person:person:1e59``."""
    first, _, rest = wish.partition(":")
    if first == "person":
        return f"hand: carryover replays list has {rest}"
    _, _, what = rest.partition(":")
    kind, _, name = what.partition(":")
    return f"{kind} {name.partition(':')[0]} at {first}"


def _cases(at: Session, found: Sequence[Paying], members: Sequence[Member]) -> Iterator[Case]:
    for paying in found:
        yield from doubts(at, paying.name)
    about = tuple(f"member {each.contact.id} " for each in members)
    yield from (case for case in at.console.reviews.all() if case.doubt.subject.startswith(about))


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.doubt.id,
        "state": "closed" if case.closed_at else "open",
        "subject": case.doubt.subject,
        "sentence": case.doubt.sentence,
        "opened_at": case.doubt.opened_at.isoformat(),
    }


def _drawn(screen: Screen, document: Mapping[str, Any]) -> Iterator[RenderableType]:
    for title, columns, key, empty in (
        ("At Stripe", PAYS, "subscriptions", "pays for nothing with this address"),
        ("At the sites", SEES, "members", "no site has a contact with this address"),
        ("Cancellations", WISHES, "wishes", "nobody has asked to end any of it"),
        ("Questions", ASKED, "reviews", "no question about this person"),
    ):
        yield screen.listing(title, columns, document[key], empty=empty)
    for note in document["not_asked"]:
        yield Text(note, "yellow")
