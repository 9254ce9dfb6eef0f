"""The report as a page that can be handed on: figures, charts, tables, no customers (DUN-5)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from cli.dunning.figures import Figures, Sum, line
from cli.dunning.names import Names
from cli.dunning.report_drawn import called, rate, share, summary
from cli.dunning.words import counted
from cli.migrate.pages.charts import Series, Tone, columns, rows
from cli.migrate.pages.render import money, page
from cli.money import amount

HERE: Final = Path(__file__).parent
MOST: Final = 12
"""Bars of a chart; the table below has all."""

KINDS: Final = (
    ("recovered", "recovered", Tone.GOOD),
    ("open", "still open", Tone.CARE),
    ("lost", "lost", Tone.BAD),
    ("left_out", "not to be collected", Tone.QUIET),
)


def rendered(document: Mapping[str, Any], found: Sequence[Figures], names: Names) -> str:
    """Write the page."""
    currencies = [_currency(one, names, document["open_now"]) for one in found]
    return page("recovered.html.j2", HERE, **{**document, "currencies": currencies})


def _currency(one: Figures, names: Names, risks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    code = one.currency
    at_stake = next((each for each in risks if each["currency"] == code), None)
    return {
        "code": code.upper(),
        "sentence": summary(one.total, code).plain,
        "tiles": list(_tiles(one.total, code)),
        "at_stake": at_stake and {**at_stake, "code": code},
        "charts": {
            "week": _weeks(one),
            "cause": _bars(one, "cause", names),
            "step": _steps(one),
            "plan": _bars(one, "plan", names),
        },
        "tables": {name: _table(one, name, names) for name in ("cause", "plan", "week")},
        "steps": list(_step_rows(one)),
    }


def _tiles(total: Sum, code: str) -> Sequence[tuple[str, str, str, str]]:
    said = line(total)
    tries, days = said["attempts_per_recovery"], said["days_to_recovery"]
    return (
        (
            "Recovered",
            amount(total.recovered, code),
            "good",
            counted(total.recovered_cases, "case"),
        ),
        ("Recovery rate", rate(total), "good", _decided(total)),
        ("Lost", amount(total.lost, code), "bad", counted(total.lost_cases, "case")),
        ("Still open", amount(total.open, code), "care", counted(total.open_cases, "case")),
        ("Attempts a recovery", "-" if tries is None else f"{tries:g}", "calm", "of ours"),
        ("Days to recovery", "-" if days is None else f"{days:g}", "calm", "from the failure"),
    )


def _weeks(one: Figures) -> Markup:
    sums = list(one.by["week"].values())
    series = [_series(kind, name, tone, sums) for kind, name, tone in KINDS]
    title = f"Money by week, {one.currency}"
    shown = [each for each in series if any(each.values)]
    return columns(title, list(one.by["week"]), shown, money(one.currency))


def _bars(one: Figures, by: str, names: Names) -> Markup:
    some = list(one.by[by].items())[:MOST]
    sums = [each for _, each in some]
    series = [_series(kind, name, tone, sums) for kind, name, tone in KINDS]
    labels = [called(by, key, names) for key, _ in some]
    shown = [each for each in series if any(each.values)]
    return rows(f"Money by {by}, {one.currency}", labels, shown, money(one.currency))


def _steps(one: Figures) -> Markup | None:
    some = list(one.by["step"].items())[:MOST]
    if not some:
        return None
    series = [Series("recovered", [each.recovered for _, each in some], Tone.GOOD)]
    title = f"Money by step, {one.currency}"
    return rows(title, [key for key, _ in some], series, money(one.currency))


def _series(kind: str, name: str, tone: Tone, sums: Sequence[Sum]) -> Series:
    return Series(name, [getattr(each, kind) or None for each in sums], tone)


def _decided(total: Sum) -> str:
    return f"{share(total.rate)} of what is decided" if total.open else "by money"


def _step_rows(one: Figures) -> Iterator[tuple[str, ...]]:
    """Say what brought it back, the most money first."""
    for key, each in one.by["step"].items():
        money_back = amount(each.recovered, one.currency)
        part = share(each.recovered / one.total.recovered)
        tries, days = ("-" if said is None else f"{said:g}" for said in _means(each))
        yield key, f"{each.recovered_cases:,}", money_back, part, tries, days


def _table(one: Figures, by: str, names: Names) -> list[tuple[str, ...]]:
    return [
        (
            called(by, key, names),
            f"{each.cases:,}",
            amount(each.owed, one.currency),
            amount(each.recovered, one.currency),
            rate(each),
            amount(each.lost, one.currency),
            amount(each.open, one.currency),
            *("-" if said is None else f"{said:g}" for said in _means(each)),
        )
        for key, each in one.by[by].items()
    ]


def _means(one: Sum) -> tuple[float | None, float | None]:
    said = line(one)
    return said["attempts_per_recovery"], said["days_to_recovery"]
