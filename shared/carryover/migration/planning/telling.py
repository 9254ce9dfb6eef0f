"""A plan as people read it: Markdown for the eye, CSV for a spreadsheet."""

from collections.abc import Iterator
from typing import Final

from carryover.kernel.clock import moment
from carryover.migration.planning.codes import HEADINGS
from carryover.migration.planning.entry import Entry, Outcome
from carryover.migration.planning.plan import Head, Plan
from carryover.migration.sheets import line

COLUMNS: Final = (
    "account",
    "subscription",
    "customer",
    "outcome",
    "codes",
    "reason",
    "look_again",
    "status",
    "currency",
    "amount",
    "renews",
    "prices",
    "discounts",
    "trial_end",
    "cancel_at",
)

TOLD: Final[dict[Outcome, str]] = {
    "moves": "Move",
    "later": "Move later",
    "held": "Held",
    "stays": "Stay and end at the source",
}


def heading(code: str) -> str:
    """Give a reason's code the heading a table has for it."""
    return HEADINGS.get(code, code)


def as_csv(plan: Plan) -> Iterator[str]:
    """Go through a CSV's lines: one per subscription, amounts in minor units."""
    yield line(COLUMNS)
    for entry in plan.entries():
        yield line(_cells(entry))


def as_markdown(plan: Plan) -> Iterator[str]:
    """Go through the lines of a page: numbers, then everything that is held or waits."""
    yield "# Plan of the migration"
    yield ""
    yield f"Hash: `{plan.hash}`. Only this plan can be approved and executed."
    yield ""
    yield from _origins(plan.head)
    yield from _numbers(plan.head)
    yield from _reasons(plan.head)
    yield from _needs(plan.head)
    for outcome in ("held", "later", "stays"):
        yield from _listed(plan, outcome)


def _cells(entry: Entry) -> tuple[str, ...]:
    spec = entry.spec
    discounts = () if spec is None else spec.discounts
    return (
        entry.account,
        entry.subscription,
        entry.customer,
        entry.outcome,
        " ".join(reason.code for reason in entry.reasons),
        entry.sentence,
        _when(entry.until),
        entry.status,
        entry.currency,
        "" if entry.amount is None else str(entry.amount),
        _when(entry.boundary),
        " ".join(entry.prices),
        " ".join(_left(each.coupon, each.months) for each in discounts),
        _when(None if spec is None else spec.trial_end),
        _when(None if spec is None else spec.cancel_at),
    )


def _left(coupon: str, months: int | None) -> str:
    return coupon if months is None else f"{coupon} ({months} months left)"


def _when(at: int | None) -> str:
    return "" if at is None else f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"


def _origins(head: Head) -> Iterator[str]:
    for origin in head.origins:
        yield f"- {origin.account}: snapshot of {_when(origin.taken_at)}, `{origin.digest[:12]}`"
    yield ""


def _numbers(head: Head) -> Iterator[str]:
    yield "| | subscriptions | by currency, per period and by the price list |"
    yield "|---|---:|---|"
    for outcome, told in TOLD.items():
        yield f"| {told} | {head.outcomes.get(outcome, 0)} | {_money(head, outcome)} |"
    yield ""


def _money(head: Head, outcome: Outcome) -> str:
    told = []
    for totals in head.totals:
        found = totals.outcomes.get(outcome)
        if found is not None:
            more = f" and {found.unpriced} not on the list" if found.unpriced else ""
            told.append(f"{totals.currency} {found.amount} minor units{more}")
    return "; ".join(told)


def _reasons(head: Head) -> Iterator[str]:
    if not head.reasons:
        return
    yield "## Why not, or not yet"
    yield ""
    yield "| reason | subscriptions |"
    yield "|---|---:|"
    for code, count in sorted(head.reasons.items(), key=lambda each: (-each[1], each[0])):
        yield f"| {heading(code)} (`{code}`) | {count} |"
    yield ""


def _needs(head: Head) -> Iterator[str]:
    yield "## What the catalogue makes or reuses"
    yield ""
    yield "| object | at the source | used by | |"
    yield "|---|---|---:|---|"
    for need in head.needs:
        instead = f"`{need.instead}` is used instead" if need.instead else "made"
        yield f"| {need.kind.replace('_', ' ')} | `{need.old}` | {need.uses} | {instead} |"
    yield ""


def _listed(plan: Plan, outcome: Outcome) -> Iterator[str]:
    if not plan.head.outcomes.get(outcome):
        return
    yield f"## {TOLD[outcome]}"
    yield ""
    yield "| subscription | customer | why |"
    yield "|---|---|---|"
    for entry in plan.entries():
        if entry.outcome == outcome:
            yield f"| `{entry.name}` | `{entry.customer}` | {_cell(entry.sentence)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
