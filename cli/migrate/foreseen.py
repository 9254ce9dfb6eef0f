"""What a wave will be, before it is opened: people, money, and when their boundaries lie."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import Wave
from carryover.migration.planning.spec import Spec
from cli.migrate.wording import minute, told
from cli.render import Column, Screen, plain, sheet

WEEKS: Final = (
    Column("boundaries in the week of", plain("week")),
    Column("subscriptions", plain("count"), number=True),
    Column("a period", plain("money"), number=True),
)


def document(wave: Wave, specs: Sequence[Spec], earlier: int) -> dict[str, Any]:
    """Put it into its machine shape (cli/README.md)."""
    boundaries: list[Seconds | None] = [*sorted(spec.boundary for spec in specs)] or [None]
    return {
        "wave": wave.number,
        "title": wave.title,
        "size": len(specs),
        "in_earlier_waves": earlier,
        "money": _money(specs),
        "unpriced": sum(spec.amount is None for spec in specs),
        "first": boundaries[0],
        "last": boundaries[-1],
        "weeks": _weeks(specs),
        "subscriptions": [f"{spec.account}/{spec.subscription}" for spec in specs],
    }


def _weeks(specs: Sequence[Spec]) -> list[dict[str, Any]]:
    found: dict[str, list[Spec]] = {}
    for spec in specs:
        found.setdefault(_week(spec.boundary), []).append(spec)
    return [
        {"week": week, "count": len(some), "money": _money(some)}
        for week, some in sorted(found.items())
    ]


def _money(specs: Sequence[Spec]) -> dict[str, int]:
    """Add up, by currency, what a period costs as far as the price list says."""
    sums: Counter[str] = Counter()
    for spec in specs:
        sums[spec.currency] += spec.amount or 0
    return dict(sorted(sums.items()))


def _week(at: Seconds) -> str:
    day = moment(at)
    return f"{moment(at - day.weekday() * 86_400):%Y-%m-%d}"


def drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    """Draw it for a terminal."""
    fields: dict[str, Text | str | None] = {
        "chosen by": document["title"],
        "subscriptions": f"{document['size']:,}",
        "in earlier waves already": f"{document['in_earlier_waves']:,}",
        "money a period": told(document["money"]),
        "boundaries": f"{minute(document['first'])} to {minute(document['last'])}",
    }
    yield sheet(f"Wave {document['wave']}", fields)
    rows = [{**week, "money": told(week["money"])} for week in document["weeks"]]
    yield screen.listing("Boundaries", WEEKS, rows, empty="Nobody.")
