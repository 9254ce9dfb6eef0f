"""``carryover migrate checklist`` and ``confirm``: what must be true, checked by machine where one
can see it (MIG-12, MIG-14)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.migration.aftercare.checklist import (
    ITEMS,
    Checked,
    Confirmation,
    Phase,
    check,
    confirmable,
)
from carryover.migration.aftercare.ground import Ground
from carryover.migration.aftercare.result import Outcome
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import many
from cli.options import AsJson, Intent
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer()

STYLES: Final = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "bold red",
    Outcome.WAITING: "cyan",
    Outcome.BY_HAND: "yellow",
    Outcome.UNKNOWN: "red",
}

EARLIER: Final = timedelta(days=180)
"""Before the approval, from when on confirmations count: a plan may be approved again."""

ABOUT: Final = "check "
"""How the audit trail says what was confirmed: ``acme-2026: check rehearsal``."""

LINES: Final = (
    Column("", lambda row: Text(row["outcome"], STYLES[Outcome(row["outcome"])])),
    Column("item", plain("id", "cyan")),
    Column("what must be true", plain("sentence"), fold=True),
    Column("how it stands", plain("found"), fold=True),
)


@command(
    app,
    "checklist",
    "migrate checklist",
    "migrate checklist --phase 'before the first wave'",
    "migrate checklist --json",
)
def checklist(
    context: typer.Context,
    phase: Annotated[
        Phase | None, typer.Option("--phase", help="Only what has to be true then.")
    ] = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Go through the cutover and decommission checklist; reads all accounts, writes nothing.

    Exit code 1 when a check fails; with --phase also while anything of that phase is open.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    desk = running.desk
    ground = Ground(at.stripe, running.run, desk.moves, desk.waves, desk.ids, desk.reviews)
    total = sum(phase in {None, item.phase} for item in ITEMS)
    checking = check(ground, _confirmed(running), phase)
    found = list(screen.counted("checking", checking, total))
    rows = [_row(each) for each in found]
    document = {"stage": at.stage, "run": running.run.name, "items": rows}
    screen.answer(document, *_drawn(screen, found, rows))
    bad = [each for each in found if each.result.outcome in {Outcome.FAILED, Outcome.UNKNOWN}]
    if bad or (phase and not all(each.done for each in found)):
        raise typer.Exit(1)


@command(app, "confirm", 'migrate confirm rehearsal --why "report of 12 March, no differences"')
def confirm(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="As the checklist names it.")],
    intent: Intent,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Confirm a line no machine can check: who looked, and what was seen (--why)."""
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    try:
        found = confirmable(item)
    except ValueError as error:
        raise Refusal(str(error)) from None
    order = running.desk.order(intent.by, intent.why)
    running.record(Deed.MIGRATION_CHECK_CONFIRMED, f"{ABOUT}{found.id}", order)
    document = {"stage": at.stage, "run": running.run.name, "item": found.id, "by": order.by}
    screen.answer({**document, "why": order.why}, f"confirmed: {found.sentence}")


def _confirmed(running: Running) -> Mapping[str, Confirmation]:
    """Read who confirmed what out of the audit trail; the latest word counts."""
    beginning = f"{running.run.name}: {ABOUT}"
    since = running.run.approved_at - EARLIER
    found: dict[str, Confirmation] = {}
    for act in running.desk.audit.between(since, running.desk.now()):
        if act.deed is Deed.MIGRATION_CHECK_CONFIRMED and act.what.startswith(beginning):
            item, order = act.what.removeprefix(beginning), act.order
            said = Confirmation(item=item, by=order.by, why=order.why, at=order.at)
            found.setdefault(item, said)
    return found


def _row(each: Checked) -> dict[str, Any]:
    return {
        "id": each.item.id,
        "phase": each.item.phase.value,
        "sentence": each.item.sentence,
        "outcome": each.result.outcome.value,
        "found": each.result.sentence,
        "by_hand": each.item.check is None or each.item.undecided,
    }


def _drawn(
    screen: Screen, found: Sequence[Checked], rows: Sequence[dict[str, Any]]
) -> Iterator[RenderableType]:
    for phase in Phase:
        mine = [row for row in rows if row["phase"] == phase.value]
        if mine:
            yield screen.listing(phase.value.capitalize(), LINES, mine, empty="")
    done = sum(each.done for each in found)
    yield Text(f"{done} of {many(len(found), 'line')} done", "green" if done == len(found) else "")
    by_hand = [each.item.id for each in found if each.result.outcome is Outcome.BY_HAND]
    if by_hand:
        yield Text(f"look, then: carryover migrate confirm {by_hand[0]} --why …", "dim")
