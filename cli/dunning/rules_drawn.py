"""A schedule on one screen: a calendar of what happens on which day, and the rules around it."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from carryover.dunning.house import Brand, House
from carryover.dunning.rules import Exceptional, Letter, Plan, Rules, Terms, When
from cli.dunning.words import CAUSES, ENDS
from cli.render import heading, sheet
from cli.yaml_file import changes

ENDING: Final = {
    "cancel": "the subscription is cancelled",
    "unpaid": "the subscription is marked unpaid",
    "downgrade": "the subscription falls back to another plan",
    "pause": "collection is paused",
    "nothing": "nothing",
}
INVOICE: Final = {
    "leave_open": "the invoice stays open",
    "void": "the invoice is voided",
    "uncollectible": "the invoice is marked uncollectible",
}
LATE: Final = {
    "restore": "what was taken is given back",
    "keep": "all stays as it is then",
    "review": "a person is asked",
}


def drawn(rules: Rules | None, house: House | None) -> Iterator[RenderableType]:
    """Draw what there is of the two."""
    if rules is not None:
        yield calendar(rules.base)
        yield sheet("The rules", _said(rules.base))
        yield from (_exception(one, rules.base) for one in rules.exceptions)
    for account, brand in (house.accounts if house else {}).items():
        yield sheet(f"{account} writes as", _brand(brand))


def calendar(terms: Terms) -> RenderableType:
    """One line per day on which something may happen: attempts, messages, the end."""
    table = Table("day", "attempt", "message", "for", box=SIMPLE_HEAD, pad_edge=False)
    days = {one.day for one in terms.messages} | {terms.end.day}
    for plan in (terms.retries.funds, terms.retries.bank):
        days |= {day for day in plan.days if day <= terms.retries.until_day}
    for day in sorted(days):
        letters = [one for one in terms.messages if one.day == day]
        tried = Text(", ".join(_tries(terms, day)), "cyan")
        last = Text(f"the end: {ENDS[terms.end.what]}", "bold red")
        said = last if day == terms.end.day else _letters(letters)
        table.add_row(str(day), tried, said, _causes(letters))
    return Group(heading("Days after the first failure"), table)


def _tries(terms: Terms, day: int) -> Iterator[str]:
    if day in terms.retries.funds.days:
        yield "after no funds"
    if day in terms.retries.bank.days:
        yield "after a plain no"


def _letters(letters: list[Letter]) -> Text:
    return Text("\n".join(f"{one.channel} {one.step} ({one.tone})" for one in letters))


def _causes(letters: list[Letter]) -> Text:
    told = [", ".join(sorted(one.causes)) or "everybody" for one in letters]
    return Text("\n".join(told), "dim")


def _said(terms: Terms) -> dict[str, Text | str | None]:
    retries, end, quiet = terms.retries, terms.end, terms.quiet
    hours = ", ".join(map(str, retries.technical)) or "-"
    theirs = "run beside them" if terms.beside_smart_retries else "come first; ours when they end"
    return {
        "attempts": f"at {retries.hour}:00 on the customer's clock, {retries.hours_between} h "
        f"apart, until day {retries.until_day}",
        "at most": f"{retries.at_most} by us per invoice; {retries.in_30_days} per card in 30 days",
        "pay-days": _paydays(retries.funds),
        "machine failed": f"again after {hours} hours",
        "Stripe's own": theirs,
        "nobody is written to": f"{quiet.begins} to {quiet.ends}"
        + (f", on {', '.join(sorted(quiet.days_off))}" if quiet.days_off else ""),
        "the end": f"day {end.day}, at least {end.notice_hours} h after the last message: "
        f"{ENDING[end.what]}, {INVOICE[end.invoice]}",
        "paid after the end": LATE[end.late_payment],
        "causes": "; ".join(f"{name} = {told}" for name, told in CAUSES.items()),
    }


def _paydays(plan: Plan) -> str:
    days = [*map(str, plan.month_days), *plan.weekdays]
    return ", ".join(days) or "none"


def _exception(one: Exceptional, base: Terms) -> RenderableType:
    differs = changes(base.model_dump(mode="json"), one.terms.model_dump(mode="json"))
    lines = {f"{n}": line for n, line in enumerate(differs, 1)}
    return sheet(f"Other terms for {_who(one.when)}", dict(lines))


def _who(when: When) -> str:
    return ", ".join(chain(sorted(when.plans), sorted(when.countries), sorted(when.currencies)))


def _brand(brand: Brand) -> dict[str, Text | str | None]:
    return {
        "sender": brand.sender,
        "questions to": brand.support,
        "languages": ", ".join(brand.languages),
        "sent by": "HighLevel" if brand.email_by == "highlevel" else "SES",
        "SMS, workflows": f"HighLevel, {brand.location}" if brand.location else "none",
        "another card": brand.card_page or "on the invoice's own page",
    }
