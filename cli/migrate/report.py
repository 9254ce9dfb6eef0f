"""``carryover migrate report``: the final report, for clients, finance and the archive."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import typer

from carryover.migration.model import State
from carryover.migration.planning.entry import Entry
from carryover.migration.planning.telling import heading
from cli.command import command
from cli.migrate import planned
from cli.migrate.pages.charts import HALF, Series, Tone, columns, rows
from cli.migrate.pages.render import money, page
from cli.migrate.project import DEFAULT, Folder, Project, writing
from cli.migrate.reckoning import reckoned
from cli.migrate.results import Outcome, results
from cli.migrate.run import Running
from cli.migrate.standing import OPEN
from cli.migrate.wording import many
from cli.options import AsJson
from cli.render import Screen
from cli.session import session

app = typer.Typer()

MOST: Final = 2_000
"""Rows of the page's longest list; report.json has all."""

VARYING: Final = re.compile(r"\b[a-z]{2,8}_\w+|\d[\d.,:-]*")
"""Ids, amounts and dates within a sentence."""


@command(app, "report", "migrate report", "--stage prod migrate report --json > report.json")
def report(context: typer.Context, project: Folder = DEFAULT, *, as_json: AsJson = False) -> None:
    """Write report/report.html, .md and .json: what moved, what did not and why, and the proof.

    Beside them test-results.md: what was tried, what came of it, what is still open. Ids only, no
    names. Exit code 1 while anything is unfinished or a first renewal went wrong.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    with screen.counting("gathering"):
        document = reckoned(running, at.migration.now())
        document["verified"] = _kept(running.project, "verify/verify.json")
        document["rehearsed"] = _rehearsed(running.project, running.run.plan)
        document["planned"] = _planned(running.project, running.run.plan)
    document.update(judged(document))
    document["tests"] = [asdict(each) for each in results(document)]
    paths = written(running.project, document)
    screen.answer(
        {"stage": at.stage, "files": paths, **document},
        document["verdict"]["sentence"],
        *paths,
    )
    if not document["verdict"]["good"]:
        raise typer.Exit(1)


def judged(document: Mapping[str, Any]) -> dict[str, Any]:
    """Say in a sentence how it stands; nothing is called good that nobody has seen."""
    kinds = Counter(each["kind"] for each in document["troubles"])
    unfinished = sum(document["states"][name] for name in OPEN)
    unfinished += sum(wave["not_begun"] for wave in document["waves"])
    bad = " ".join(_bad(document))
    return {
        "doubled": kinds["doubled"],
        "missed": kinds["missed"],
        "unfinished": unfinished,
        "money_moved": _both(document["money"]),
        "verdict": {
            "good": not bad and not unfinished,
            "tone": "bad" if bad else "care" if unfinished else "good",
            "sentence": bad or _told(document, unfinished),
        },
    }


def _bad(document: Mapping[str, Any]) -> Iterator[str]:
    """Say what somebody has to settle first."""
    wrong = sum(not each["closed_at"] for each in document["troubles"])
    if wrong:
        yield f"{many(wrong, 'first renewal')} went wrong and must be settled, one by one."
    differing = len((document["verified"] or {"differences": ()})["differences"])
    if differing:
        yield f"{many(differing, 'next invoice')} differed when they were compared."


def _told(document: Mapping[str, Any], unfinished: int) -> str:
    states, held = document["states"], len(_held(document))
    told = f"{many(states[State.MOVED] + states[State.RENEWED])} moved"
    told += f", {held:,} left where it was with a reason" if held else ""
    told += f", {unfinished:,} not finished yet." if unfinished else ", none unfinished."
    if settled := len(document["troubles"]):
        return f"{told} {many(settled, 'first renewal')} needed a person, and is settled."
    return f"{told} No first renewal seen so far has gone wrong."


def _both(by_state: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for state in (State.MOVED, State.RENEWED):
        for currency, minor in by_state[state].items():
            total[currency] += minor
    return dict(total)


def written(project: Project, document: Mapping[str, Any]) -> list[str]:
    """Write it three times, for programs, for editors, for clients, and the protocol of tests."""
    folder = project.folder("report")
    given = {**document, "all_held": _held(document), "verified": shown(document["verified"])}
    outcomes = Counter(each["outcome"] for each in document["tests"])
    counted = {outcome.value: outcomes[outcome] for outcome in Outcome}
    pages = {
        "report.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        "report.md": page("report.md.j2", **given),
        "report.html": page("report.html.j2", **given, most=MOST, charts=_charts(document)),
        "test-results.md": page("test-results.md.j2", **given, tests_by=counted),
    }
    for name, text in pages.items():
        with writing(folder / name) as file:
            file.write(text)
    return [str(folder / name) for name in pages]


def _held(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Put together what was held when its turn came, and what the plan has held back before."""
    planned_ = document["planned"] or {"held": []}
    return [*document["held"], *planned_["held"]]


def _by_reason(held: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Count those held for the same reason: the sentences differ in ids and amounts only."""
    found = Counter(_short(each) for each in held)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def _short(held: Mapping[str, Any]) -> str:
    """Take the plan's heading, or the first sentence without what differs from case to case."""
    title: str = held.get("title") or VARYING.sub("…", held["sentence"]).split(". ")[0]
    return title or "no reason on record"


def shown(verified: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Prepare the last comparison for a page."""
    if verified is None:
        return None
    found = [(each["subscription"], each["sentence"]) for each in verified["differences"]]
    when = str(verified["made_at"])[:16].replace("T", " ")
    compared = many(verified["compared"])
    told = f"{many(len(found), 'difference')}" if found else "every next invoice is the same"
    sentence = f"{when} UTC: {compared} compared line by line in both accounts, {told}."
    return {**verified, "rows": found, "sentence": sentence}


def _charts(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "waves": _by_wave(document["waves"]),
        "money": list(_by_week(document["weeks"]["money"])),
        "held": _reasons(_held(document)),
    }


def _by_wave(waves: Sequence[Mapping[str, Any]]) -> object:
    shades = (
        ("renewed", "renewed", Tone.GOOD),
        ("moved, not yet renewed", "moved", Tone.CALM),
        ("held", "held", Tone.CARE),
        ("rolled back", "rolled back", Tone.QUIET),
    )
    labels = [f"wave {wave['number']}" for wave in waves]
    series = [Series(n, [wave[key] for wave in waves], tone) for n, key, tone in shades]
    return columns("Subscriptions by wave", labels, series) if waves else ""


def _by_week(money_of: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterator[tuple[str, Any]]:
    for currency, weeks in money_of.items():
        labels = list(weeks)
        series = [
            Series("renewed", [weeks[week].get("renewed", 0) for week in weeks], Tone.GOOD),
            Series("to come", [weeks[week].get("awaited", 0) for week in weeks], Tone.CALM),
        ]
        title = f"First renewals in {currency}, by week"
        yield currency, columns(title, labels, series, money(currency), HALF)


def _reasons(held: Sequence[Mapping[str, Any]]) -> object:
    found = _by_reason(held)[:10]
    labels = [reason for reason, _ in found]
    return rows("Held, by reason", labels, [Series("held", [n for _, n in found], Tone.CARE)])


def _rehearsed(project: Project, plan: str) -> dict[str, Any] | None:
    """Take the verdict of the last rehearsal, and whether it was of this very plan."""
    found = _kept(project, "rehearsal/report.json")
    if found is None:
        return None
    wanted = {name: found[name] for name in ("seed", "months", "faults_on", "since", "verdict")}
    return {**wanted, "this_plan": found["plan"] == plan}


def _kept(project: Project, name: str) -> Any:  # noqa: ANN401 - JSON of ours, read back
    path = project.root / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _planned(project: Project, plan: str) -> dict[str, Any] | None:
    """Take what the plan holds back, if the folder still has the plan that was approved."""
    if not (project.root / planned.PLAN).exists():
        return None
    found = planned.taken_up(project)
    if found.hash != plan:
        return None
    held = [_held_back(entry) for entry in found.entries() if entry.outcome == "held"]
    return {"outcomes": dict(found.head.outcomes), "held": held}


def _held_back(entry: Entry) -> dict[str, Any]:
    known = entry.currency and entry.amount is not None
    return {
        "subscription": entry.name,
        "customer": entry.customer,
        "wave": None,
        "money": {entry.currency: entry.amount} if known else {},
        "title": heading(entry.reasons[0].code) if entry.reasons else "",
        "sentence": entry.sentence,
    }
