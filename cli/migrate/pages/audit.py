"""The audit's faces: a page for a client, Markdown for a ticket, CSV for a spreadsheet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

from markupsafe import Markup

from carryover.migration.audit.model import RANKS, Audit, Finding, Picture, Rank
from carryover.migration.sheets import line
from cli.migrate.pages.charts import HALF, PALETTE, Series, Tone, rows
from cli.migrate.pages.render import page, share

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

DRAWN: Final = (
    "status",
    "currency",
    "interval",
    "payment method",
    "country",
    "collection",
    "made by",
)
"""Properties that are drawn, in this order; accounts are what the colours are."""

FIRST: Final = 12
"""Findings drawn; the table below has all of them."""

OTHERS: Final = "all others"

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


@dataclass(slots=True)
class Line:
    """One finding, whatever accounts it was made in."""

    first: Finding
    parts: list[Finding]

    @property
    def count(self) -> int:
        """How many in all."""
        return sum(each.count for each in self.parts)

    @property
    def noun(self) -> str:
        """What was counted: ``1 customer``, ``2 customers``."""
        return self.first.of.removesuffix("s") if self.count == 1 else self.first.of

    @property
    def money(self) -> dict[str, int]:
        """What is at stake in all accounts, by currency."""
        total: Counter[str] = Counter()
        for each in self.parts:
            total.update(each.money)
        return dict(sorted(total.items()))

    @property
    def examples(self) -> list[str]:
        """Ids to look at, from every account."""
        shown = 1 if len(self.parts) > 1 else 2
        return [f"{each.account}/{name}" for each in self.parts for name in each.examples[:shown]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of one property."""

    title: str
    svg: Markup


def as_html(name: str, target: str, result: Audit) -> str:
    """Draw the page."""
    drawn = {"charts": _charts(result), "blocking": _blocking(result)}
    return page("audit.html.j2", **_content(name, target, result), **drawn)


def as_markdown(name: str, target: str, result: Audit) -> str:
    """Write it as text."""
    return page("audit.md.j2", **_content(name, target, result))


def as_csv(result: Audit) -> str:
    """Write a line per finding and currency; amounts in minor units, as Stripe counts."""
    lines: list[Sequence[object]] = [HEAD]
    for each in result.findings:
        for currency, minor in each.money.items() or [("", "")]:
            what = (each.rank, each.code, each.account, each.title, each.count, each.of)
            worth = (currency, minor, each.money_is)
            lines.append([*what, *worth, " ".join(each.examples), each.why, each.todo])
    return "".join(map(line, lines))


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
    codes = {(each.rank, each.code) for each in findings}
    counts = Counter(rank for rank, _ in codes)
    return {rank: counts[rank] for rank in RANKS}


def _group(rank: Rank, findings: Sequence[Finding]) -> dict[str, Any]:
    lines = _merged(each for each in findings if each.rank is rank)
    return {"rank": rank, "tone": TONES[rank], "meaning": MEANINGS[rank], "lines": lines}


def _merged(findings: Iterable[Finding]) -> list[Line]:
    """Put what was found in several accounts onto one line, where the worst of them stands."""
    lines: dict[str, Line] = {}
    for each in findings:
        lines.setdefault(each.code, Line(each, [])).parts.append(each)
    return list(lines.values())


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


def _blocking(result: Audit) -> Markup | None:
    """Draw what has to be settled first: how many of each, by account."""
    lines = _merged(each for each in result.findings if each.rank is Rank.BLOCKS)[:FIRST]
    if not lines:
        return None
    accounts = sorted({each.account for line in lines for each in line.parts})
    series = [
        Series(account, [_of(line, account) for line in lines], tone)
        for account, tone in zip(accounts, cycle(PALETTE), strict=False)
    ]
    return rows("What blocks money", [line.first.title for line in lines], series)


def _of(line: Line, account: str) -> int | None:
    return sum(each.count for each in line.parts if each.account == account) or None


def _charts(result: Audit) -> list[Chart]:
    """Draw subscriptions by every property, coloured by account."""
    counts = {name: [_counts(name, each) for each in result.sources] for name in DRAWN}
    told = (name for name in DRAWN if name != "made by" or len(sum(counts[name], Counter())) > 1)
    return [_by(name, result.sources, counts[name]) for name in told]


def _by(name: str, sources: Sequence[Picture], counts: Sequence[Counter[str]]) -> Chart:
    """Draw one property: the largest parts, and the others in one."""
    largest = [value for value, _ in sum(counts, Counter()).most_common(LONGEST)]
    labels = largest if len(sum(counts, Counter())) <= LONGEST else [*largest, OTHERS]
    series = [
        Series(source.account, [_part(each, label, largest) or None for label in labels], tone)
        for source, each, tone in zip(sources, counts, cycle(PALETTE), strict=False)
    ]
    return Chart(f"Subscriptions by {name}", rows(f"By {name}", labels, series, wide=HALF))


def _counts(name: str, source: Picture) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in source.shares:
        if each.by == name:
            counts[each.value.upper() if name == "currency" else each.value] += each.count
    return counts


def _part(counts: Counter[str], label: str, largest: Sequence[str]) -> int:
    if label == OTHERS:
        return sum(count for value, count in counts.items() if value not in largest)
    return counts[label]
