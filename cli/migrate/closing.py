"""``carryover migrate catalogue close``: nobody buys in the target what was archived at the source.

A person's act, done with that person's keys like a cutover: every write is in the trail of writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from carryover.migration.catalogue.closing import Closing
from carryover.migration.model import State
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.migrate import planned
from cli.migrate.guard import sound
from cli.migrate.orderer import Orderer
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.webhooks import recorded
from cli.migrate.wording import many
from cli.options import AsJson, Caution
from cli.render import Screen
from cli.session import confirmed, session

app = typer.Typer()

OPEN: Final = frozenset({State.WAITING, State.MOVING, State.ROLLING_BACK})
"""States in which a subscription may still have to be made in the target."""


@dataclass(frozen=True, slots=True)
class Care(Caution):
    """How careful to be."""

    ahead: Annotated[
        bool, typer.Option("--ahead", help="Although some of the plan have not moved.")
    ] = False


@command(
    app,
    "close",
    "migrate catalogue close --dry-run",
    '--stage prod migrate catalogue close --why "all have moved"',
)
def close(
    context: typer.Context,
    orderer: Orderer,
    care: Care,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Archive in the target what the source had archived, and set products' default prices.

    For after the last wave: Stripe takes no subscriber for what is archived, so this is refused
    while a subscription of the plan is still to move, unless --ahead says otherwise.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    sound(at, running.project)
    _all_have_moved(running, ahead=care.ahead or care.dry_run)
    closing = Closing(at.stripe, recorded(at), running.desk.ids)

    def changes(*, dry: bool) -> Iterator[str]:
        elsewhere = running.project.settings.elsewhere
        return closing.close(running.run, dry=dry, elsewhere=elsewhere)

    document = {"stage": at.stage, "dry_run": care.dry_run}
    to_do = list(screen.counted("comparing", changes(dry=True)))
    if care.dry_run or not to_do:
        screen.answer({**document, "changes": to_do}, *(to_do or ["nothing is left to close"]))
        return
    screen.show(*to_do)
    confirmed(f"Make {many(len(to_do), 'change')} in {running.run.target}?", yes=care.yes)
    order = running.desk.order(orderer.by, orderer.why)
    running.record(Deed.MIGRATION_CATALOGUE_CLOSED, many(len(to_do), "change"), order)
    done = list(screen.counted("closing", changes(dry=False), len(to_do)))
    screen.answer({**document, "changes": done}, *(f"✓ {each}" for each in done))


def _all_have_moved(running: Running, *, ahead: bool) -> None:
    """Refuse while somebody might still need what would be archived."""
    if ahead:
        return
    states = {str(move.old): move.state for move in running.desk.moves.all(running.run.name)}
    plan = planned.taken_up(running.project)
    to_come = [
        name
        for entry in plan.entries()
        if entry.spec is not None
        and states.get(name := f"{entry.spec.account}/{entry.spec.subscription}", State.WAITING)
        in OPEN
    ]
    if to_come:
        raise Refusal(
            f"{many(len(to_come))} of the plan have not moved, first {to_come[0]}, and Stripe "
            "takes no subscriber for what is archived. To close all the same: --ahead."
        )
