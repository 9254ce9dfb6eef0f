"""The report, three times: for clients and finance, for editors, for programs."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cli.migrate.pages.charts import Series, Tone, beside
from cli.migrate.pages.render import money, page
from cli.migrate.project import Project, writing

PAGES: Final = Path(__file__).parent / "pages"
MOST: Final = 200
"""Rows a page shows of a long list; all of them are in report.json."""
EXAMPLES: Final = 12
"""Subscriptions named under a reason."""
VARYING: Final = re.compile(r"\b[a-z]{2,8}_\w+|\d[\d.,:-]*")
"""Ids, amounts and dates within a sentence."""
LISTS: Final = ("double_charged", "duplicates", "lost", "outlived", "unseen")


def written(project: Project, document: Mapping[str, Any]) -> list[str]:
    """Write it into the project's folder."""
    folder = project.folder("rehearsal")
    texts = {
        "report.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        "report.md": markdown(document),
        "report.html": html(document),
    }
    for name, text in texts.items():
        with writing(folder / name) as file:
            file.write(text)
    return [str(folder / name) for name in texts]


def html(document: Mapping[str, Any]) -> str:
    """Draw it for people."""
    given = {**_prepared(document), "most": MOST, "charts": _charts(document["money"])}
    lists = {name: document[name] for name in LISTS}
    return page("rehearsal.html.j2", PAGES, **given, self_lists=lists)


def markdown(document: Mapping[str, Any]) -> str:
    """Write it for editors."""
    return page("rehearsal.md.j2", PAGES, **_prepared(document))


def _prepared(document: Mapping[str, Any]) -> dict[str, Any]:
    told = {"reasons": reasons(document["held"]), "grouped": grouped(document["differences"])}
    return {**document, **told}


def grouped(differences: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Gather what differs in the same way for the same customer, the most often first."""
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for each in differences:
        found[tuple(each[name] for name in ("customer", "currency", "what", "kind"))].append(each)
    groups = sorted(found.values(), key=lambda group: (-len(group), group[0]["customer"]))
    return [_row(group) for group in groups]


def _row(group: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    days = [each["day"] for each in group]
    return {
        **group[0],
        "days": len(group),
        "first": min(days),
        "last": max(days),
        "without": sum(each["without"] for each in group),
        "moved": sum(each["moved"] for each in group),
        "subscriptions": sorted({name for each in group for name in each["subscriptions"]}),
    }


def reasons(held: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, list[str]]]:
    """Gather those held for the same reason: their sentences differ in ids and amounts only."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in held:
        found[VARYING.sub("…", each["sentence"])].append(each)
    groups = sorted(found.values(), key=len, reverse=True)
    return [(_said(group), len(group), _named(group)) for group in groups]


def _said(group: Sequence[Mapping[str, Any]]) -> str:
    """One says it exactly; several say what they have in common."""
    sentences = {each["sentence"] for each in group}
    [first, *others] = sorted(sentences)
    return VARYING.sub("…", first) if others else str(first)


def _named(group: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [str(each["subscription"]) for each in group]
    rest = len(names) - EXAMPLES
    return [*names[:EXAMPLES], f"and {rest:,} more"] if rest > 0 else names


def _charts(sums: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {each["currency"]: _chart(each) for each in sums if each["what"] == "paid"}


def _chart(paid: Mapping[str, Any]) -> object:
    months, currency = paid["months"], paid["currency"]
    series = [
        Series("never moved", [each["without"] for each in months], Tone.QUIET),
        Series("moved", [each["moved"] for each in months], Tone.GOOD),
    ]
    title = f"Paid in {currency} by month, never moved and moved"
    return beside(title, [each["month"] for each in months], series, money(currency))
