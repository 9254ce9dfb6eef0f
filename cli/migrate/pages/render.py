"""Fills a page in. Whatever a page shows is escaped: names and notes come from customers."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from carryover.kernel.clock import Seconds
from cli.migrate.wording import told
from cli.money import amount

HERE: Final = Path(__file__).parent


def page(template: str, *also: Path, **given: object) -> str:
    """Render a template of this folder, or of another one that builds on ``base.html.j2``."""
    return _environment(also).get_template(template).render(**given)


def money(currency: str) -> Callable[[float], str]:
    """Write minor units of a currency, for the axis of a chart."""
    return lambda minor: amount(round(minor), currency)


def number(value: int) -> str:
    """Write a count: ``12,345``."""
    return f"{value:,}"


def share(part: int, whole: int) -> str:
    """Write a part of a whole; all is only said when it is all, none when it is none."""
    if not whole:
        return "-"
    told = round(1000 * part / whole)
    if part and part != whole:
        told = min(max(told, 1), 999)
    return f"{told / 10:g} %"


def day(at: Seconds | str | None) -> str:
    """Write a moment's UTC day."""
    return "" if at is None else _aware(at).strftime("%Y-%m-%d")


def minute(at: Seconds | str | None) -> str:
    """Write a moment to the minute, in UTC."""
    return "" if at is None else _aware(at).strftime("%Y-%m-%d %H:%M UTC")


def _aware(at: Seconds | str) -> datetime:
    if isinstance(at, str):
        return datetime.fromisoformat(at).astimezone(UTC)
    return datetime.fromtimestamp(at, UTC)


def _sums(by_currency: dict[str, int], per: str = "") -> Markup:
    """Write amounts of several currencies, never added up."""
    if not by_currency:
        return Markup("-")
    told = (
        Markup("<span class='sum'>{}</span>").format(amount(minor, currency) + per)
        for currency, minor in sorted(by_currency.items())
    )
    return Markup(" ").join(told)


def _cell(text: str) -> str:
    """Keep a note inside its cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


@cache
def _environment(also: tuple[Path, ...]) -> Environment:
    made = Environment(
        loader=FileSystemLoader([HERE, *also]),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "money": amount,
        "sums": _sums,
        "number": number,
        "day": day,
        "minute": minute,
        "share": share,
        "plainly": told,
        "cell": _cell,
    }
    made.filters.update(filters)
    return made
