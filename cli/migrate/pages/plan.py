"""``plan.html``: what a person looks at before approving."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from carryover.kernel.clock import moment
from carryover.migration.planning.codes import HEADINGS
from carryover.migration.planning.entry import Entry, Outcome
from carryover.migration.planning.plan import Head, Plan, Sum, Totals
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.telling import heading
from carryover.migration.waves import Cohort
from cli.migrate.pages.charts import HALF, Series, Tone, columns, rows
from cli.migrate.pages.render import money, page, share
from cli.migrate.settings import Settings

MOST: Final = 2_000
"""Rows per list of the page: beyond, a browser suffers, and the CSV is the better place."""

STEPS: Final = (1.0, 10.0, 100.0)
SEED: Final = "1"
"""Of the proposal: a pilot, a larger part, the rest."""

REASONS: Final = 14
MONTHS: Final = 13

TOLD: Final[tuple[tuple[Outcome, str], ...]] = (
    ("moves", "Move"),
    ("later", "Move later"),
    ("held", "Held"),
    ("stays", "Stay"),
)


@dataclass(slots=True)
class Proposed:
    """One wave a person may open."""

    cohort: Cohort
    size: int = 0
    money: Counter[str] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None

    @property
    def title(self) -> str:
        """Say how it is chosen."""
        return "all the rest" if self.cohort.percent == STEPS[-1] else self.cohort.title

    def add(self, spec: Spec) -> None:
        """Count one."""
        self.size += 1
        self.money[spec.currency] += spec.amount or 0
        self.first = min(self.first or spec.boundary, spec.boundary)
        self.last = max(self.last or spec.boundary, spec.boundary)


@dataclass(slots=True)
class Gathered:
    """What one pass over the lines keeps."""

    months: dict[str, dict[str, Counter[Outcome]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )
    """Money by currency, month of the boundary and outcome."""
    listed: dict[Outcome, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    waves: list["Proposed"] = field(
        default_factory=lambda: [Proposed(Cohort(percent=each, seed=SEED)) for each in STEPS]
    )

    def add(self, entry: Entry) -> None:
        """Look at one line."""
        if entry.outcome != "moves" and len(self.listed[entry.outcome]) < MOST:
            self.listed[entry.outcome].append(entry)
        if entry.spec is not None:
            self._propose(entry.spec)
        if entry.spec is not None and entry.boundary is not None and entry.amount:
            month = f"{moment(entry.boundary):%Y-%m}"
            self.months[entry.currency][month][entry.outcome] += entry.amount

    def _propose(self, spec: Spec) -> None:
        """Put it into the first wave that takes it; each larger one contains those before."""
        next(wave for wave in self.waves if wave.cohort.takes(spec)).add(spec)


def as_html(settings: Settings, plan: Plan) -> str:
    """Draw the page."""
    gathered = Gathered()
    for entry in plan.entries():
        gathered.add(entry)
    head = plan.head
    outcomes = {key: head.outcomes.get(key, 0) for key, _ in TOLD}
    return page(
        "plan.html.j2",
        name=settings.name,
        target=settings.target,
        sources=list(settings.origins),
        hash=head.hash,
        count=head.count,
        outcomes=outcomes,
        told_outcomes=TOLD,
        totals=[_total(each) for each in head.totals],
        origins=head.origins,
        rules=head.rules,
        needs=head.needs,
        headings=HEADINGS,
        **{key: gathered.listed[key] for key, _ in TOLD[1:]},
        more={key: outcomes[key] - len(gathered.listed[key]) for key, _ in TOLD[1:]},
        waves=[wave for wave in gathered.waves if wave.size],
        charts={"months": list(_by_month(gathered)), "reasons": _by_reason(head)},
    )


def _total(totals: Totals) -> dict[str, Any]:
    sums = {key: totals.outcomes.get(key, Sum()) for key, _ in TOLD}
    moving = sums["moves"].amount + sums["later"].amount
    whole = sum(each.amount for each in sums.values())
    return {"currency": totals.currency, "sums": sums, "part": share(moving, whole)}


def _by_month(gathered: Gathered) -> Iterator[tuple[str, Any]]:
    for currency, months in sorted(gathered.months.items()):
        labels = _months(min(months), max(months))
        series = [
            Series("move", [months[month]["moves"] for month in labels], Tone.GOOD),
            Series("move later", [months[month]["later"] for month in labels], Tone.CALM),
        ]
        name = f"First renewals in {currency}, by month"
        yield currency, columns(name, labels, series, money(currency), HALF)


def _months(first: str, last: str) -> list[str]:
    """Name the months in between, too, up to thirteen: an empty one is to be seen."""
    year, month = map(int, first.split("-"))
    every = (divmod(year * 12 + month - 1 + number, 12) for number in range(MONTHS))
    return [name for at, of in every if (name := f"{at}-{of + 1:02}") <= last]


def _by_reason(head: Head) -> object:
    found = sorted(head.reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:REASONS]
    labels = [heading(code) for code, _ in found]
    series = [Series("subscriptions", [count for _, count in found], Tone.CARE)]
    return rows("Subscriptions by reason", labels, series) if found else ""
