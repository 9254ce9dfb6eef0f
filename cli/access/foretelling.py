"""What a cancellation will do, said before it is done."""

from typing import Any

from carryover.access.refunding import Give, Nothing, Refunding, Unclear
from cli.access.choosing import Chosen, row
from cli.access.people import People, day
from cli.money import amount


def document(chosen: Chosen, people: People) -> dict[str, Any]:
    """Put the preview into its machine shape (cli/README.md)."""
    access, refund = _access_told(chosen, people), _refund_told(chosen, people)
    return {**row(chosen.paying), "ends": chosen.ends, "access": access, "refund": refund}


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
    what = ", ".join(paying.link.offers)
    return f"to {what} at {paying.site} ends {when}, unless another of theirs opens it"


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
