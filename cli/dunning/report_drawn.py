"""The report on a terminal: per currency a line of figures and four tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from cli.dunning.figures import Figures, Sum, line
from cli.dunning.names import Names
from cli.dunning.words import CAUSES, counted
from cli.money import amount
from cli.render import Column, Row, Screen, heading, plain

TITLES: Final = {
    "cause": "By cause",
    "plan": "By plan",
    "week": "By the week of the first failure",
}


def drawn(
    screen: Screen, found: Sequence[Figures], risks: Sequence[Mapping[str, Any]], names: Names
) -> Iterator[RenderableType]:
    """Draw all of it, and last what is at stake."""
    for one in found:
        yield heading(f"\n{one.currency.upper()}")
        yield summary(one.total, one.currency)
        for name, title in TITLES.items():
            yield _table(screen, title, one, (name, partial(called, name, names=names)))
        yield _steps(screen, one)
    for each in risks:
        yield at_stake(each)


def called(by: str, key: str, names: Names) -> str:
    """Say a line's name in people's words."""
    match by:
        case "cause":
            return CAUSES.get(key, key)
        case "plan":
            return names.of(key)
        case _:
            return key


def rate(one: Sum) -> str:
    """Write how much came back. While some is open it is a bound: quick payers come first, and a
    young week that counts only what is decided would look better than it can get."""
    return f"{'≥ ' if one.open else ''}{share(one.at_least)}"


def share(value: float | None) -> str:
    """Write a part of a whole; nothing decided is no nought."""
    return "-" if value is None else f"{value:.1%}"


def summary(total: Sum, currency: str) -> Text:
    """Say the whole in one sentence."""
    tries = f", {total.tries:.1f} attempts a case" if total.tries is not None else ""
    days = f", after {total.days:.1f} days" if total.days is not None else ""
    return Text.assemble(
        f"{counted(total.cases, 'payment')} failed, {amount(total.owed, currency)}. ",
        (f"{amount(total.recovered, currency)} recovered ({rate(total)})", "bold green"),
        f"{tries}{days}; ",
        (f"{amount(total.lost, currency)} lost", "red" if total.lost else ""),
        f", {amount(total.open, currency)} still open",
        f", {amount(total.left_out, currency)} not to be collected." if total.left_out else ".",
    )


def at_stake(one: Mapping[str, Any]) -> Text:
    """Say what would be lost if nothing more was done."""
    code = one["currency"]
    parts = [
        f"{amount(one[money], code)} {told}"
        for money, told in (
            ("soon", "within a week"),
            ("waiting", "waits for a person (carryover dunning list --waiting)"),
            ("paused", "is paused"),
        )
        if one[f"{money}_cases"]
    ]
    of_it = f": {', '.join(parts)}" if parts else ""
    owed = f"{amount(one['owed'], code)} in {counted(one['cases'], 'open case')}"
    return Text.assemble(("\nLost if nothing more is done: ", "bold"), owed, of_it)


def _table(
    screen: Screen, title: str, one: Figures, lines: tuple[str, Callable[[str], str]]
) -> RenderableType:
    by, said = lines
    rows = [{"name": said(key), **_cells(each, one.currency)} for key, each in one.by[by].items()]
    columns = (
        Column("", plain("name"), fold=by != "week"),
        Column("failed", plain("cases"), number=True),
        Column("owed", plain("owed"), number=True),
        Column("recovered", plain("recovered", "green"), number=True),
        Column("rate", _rate, number=True),
        Column("lost", plain("lost"), number=True, room=100),
        Column("open", plain("open"), number=True, room=100),
        Column("attempts", plain("tries"), number=True, room=120),
        Column("days", plain("days"), number=True, room=120),
    )
    return screen.listing(title, columns, rows, empty="")


def _rate(row: Row) -> Text:
    value = row["rate"]
    return Text(value, "dim" if value == "-" else "bold")


def _cells(one: Sum, currency: str) -> dict[str, Any]:
    said = line(one)
    money = {
        name: amount(said[name], currency) if said[f"{name}_cases"] else None
        for name in ("recovered", "lost", "open")
    }
    return {
        **money,
        "cases": one.cases,
        "owed": amount(one.owed, currency),
        "rate": rate(one),
        "tries": said["attempts_per_recovery"],
        "days": said["days_to_recovery"],
    }


def _steps(screen: Screen, one: Figures) -> RenderableType:
    """Say what brought it back, the most money first."""
    total = one.total.recovered
    rows = [
        {
            "name": key,
            "cases": each.recovered_cases,
            "recovered": amount(each.recovered, one.currency),
            "share": share(each.recovered / total if total else None),
            "days": line(each)["days_to_recovery"],
        }
        for key, each in one.by["step"].items()
    ]
    columns = (
        Column("", plain("name")),
        Column("recovered", plain("cases"), number=True),
        Column("money", plain("recovered", "green"), number=True),
        Column("of all recovered", plain("share"), number=True),
        Column("days", plain("days"), number=True),
    )
    return screen.listing("What brought it back", columns, rows, empty="Nothing came back yet.")
