"""The audit's faces: a page for a client, Markdown for a ticket, CSV for a spreadsheet."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from markupsafe import Markup

from carryover.migration.audit.model import RANKS, Audit, Finding, Picture, Rank, Share
from cli.migrate.pages.charts import HALF, PALETTE, Series, Tone, rows
from cli.migrate.pages.render import money, page, share

TONES: Final = {
    Rank.BLOCKS: Tone.BAD,
    Rank.DECIDE: Tone.CARE,
    Rank.CARE: Tone.CALM,
    Rank.KNOW: Tone.QUIET,
}

MEANINGS: Final = {
    Rank.BLOCKS: "Moved as it is, somebody would pay twice, too much or nothing. Held until it is "
    "settled.",
    Rank.DECIDE: "It can be done in more than one way, or belongs to somebody who has to be asked.",
    Rank.CARE: "It moves exactly, by a special way that is watched.",
    Rank.KNOW: "Nothing to do for the move; people will ask about it.",
}

DRAWN: Final = ("status", "country", "payment method", "interval", "collection")
"""Properties that are drawn, in this order; currency is what the colours are."""

LONGEST: Final = 8
"""Bars per chart; the rest is added up as “others”."""

HEAD: Final = (
    "rank",
    "code",
    "account",
    "finding",
    "count",
    "of",
    "currency",
    "minor_units",
    "money_is",
    "examples",
    "why",
    "what_to_do",
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of one property."""

    title: str
    svg: Markup


def as_html(name: str, target: str, result: Audit) -> str:
    """Draw the page."""
    return page("audit.html.j2", **_content(name, target, result), charts=_charts(result))


def as_markdown(name: str, target: str, result: Audit) -> str:
    """Write it as text."""
    return page("audit.md.j2", **_content(name, target, result))


def as_csv(result: Audit) -> str:
    """Write a line per finding and currency; amounts in minor units, as Stripe counts."""
    held = StringIO()
    sheet = csv.writer(held, lineterminator="\n")
    sheet.writerow(HEAD)
    for each in result.findings:
        for currency, minor in each.money.items() or [("", "")]:
            what = (each.rank, each.code, each.account, each.title, each.count, each.of)
            worth = (currency, minor, each.money_is)
            sheet.writerow([*what, *worth, " ".join(each.examples), each.why, each.todo])
    return held.getvalue()


def _content(name: str, target: str, result: Audit) -> dict[str, Any]:
    return {
        "name": name,
        "target": target,
        "sources": result.sources,
        "live": sum(each.live for each in result.sources),
        "counted": _counted(result.findings),
        "groups": [_group(rank, result.findings) for rank in RANKS],
        "monthly": _monthly(result.sources),
        "tones": TONES,
        "renewed": [_renewed(each) for each in result.sources],
    }


def _counted(findings: Sequence[Finding]) -> dict[Rank, int]:
    counts = Counter(each.rank for each in findings)
    return {rank: counts[rank] for rank in RANKS}


def _group(rank: Rank, findings: Sequence[Finding]) -> dict[str, Any]:
    own = [each for each in findings if each.rank is rank]
    return {"rank": rank, "tone": TONES[rank], "meaning": MEANINGS[rank], "findings": own}


def _monthly(sources: Sequence[Picture]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in sources:
        total.update(each.monthly)
    return dict(sorted(total.items()))


def _renewed(source: Picture) -> dict[str, Any]:
    seen = source.renewals
    return {
        "account": source.account,
        "invoices": seen.invoices,
        "at_once": share(seen.at_once, seen.invoices),
        "paid": share(seen.paid, seen.invoices),
    }


def _charts(result: Audit) -> list[Chart]:
    """Draw subscriptions by every property, coloured by currency, and the money by account."""
    shares = [each for source in result.sources for each in source.shares]
    currencies = sorted({each.currency for each in shares})
    return [*_money(result), *(_by(name, shares, currencies) for name in DRAWN)]


def _money(result: Audit) -> Iterator[Chart]:
    """Draw each currency by itself: on one axis they would look as if they could be compared."""
    for currency in _monthly(result.sources):
        brought = [each.monthly.get(currency, 0) for each in result.sources]
        if any(brought):
            accounts = [each.account for each in result.sources]
            series = [Series("a month", brought, Tone.GOOD)]
            svg = rows(f"{currency} a month", accounts, series, money(currency), HALF)
            yield Chart(f"{currency.upper()} a month, by account", svg)


def _by(name: str, shares: Sequence[Share], currencies: Sequence[str]) -> Chart:
    counts: Counter[tuple[str, str]] = Counter()
    for each in shares:
        if each.by == name:
            counts[each.value, each.currency] += each.count
    labels = _longest(counts)
    named = set(labels)
    series = [
        Series(
            currency.upper(),
            [_count(counts, label, currency, named) or None for label in (*labels, OTHERS)],
            PALETTE[min(place, len(PALETTE) - 1)],
        )
        for place, currency in enumerate(currencies)
    ]
    kept = [*labels, OTHERS] if any(each.values[-1] for each in series) else labels
    cut = [Series(each.name, each.values[: len(kept)], each.tone) for each in series]
    return Chart(f"Subscriptions by {name}", rows(f"By {name}", kept, cut, wide=HALF))


OTHERS: Final = "others"


def _longest(counts: Counter[tuple[str, str]]) -> list[str]:
    sums: Counter[str] = Counter()
    for (value, _), count in counts.items():
        sums[value] += count
    return [value for value, _ in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))][
        :LONGEST
    ]


def _count(counts: Counter[tuple[str, str]], label: str, currency: str, named: set[str]) -> int:
    if label != OTHERS or label in named:
        return counts[label, currency]
    return sum(n for (value, each), n in counts.items() if value not in named and each == currency)
