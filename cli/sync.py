"""``carryover sync``: ask for a walk through Stripe's lists, and read what walks found."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from getpass import getuser
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType

from carryover.kernel.clock import moment
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.replay.model import Act, Deed
from carryover.sync.messages import SyncEvents, SyncObjects
from carryover.sync.model import SyncRun
from cli.command import command
from cli.options import AsJson, By, Limit, SomeAccount, SomeAccounts
from cli.render import Column, Screen, plain, time
from cli.session import Session, session

app = typer.Typer(no_args_is_help=True)

RUNS: Final = (
    Column("account", plain("account")),
    Column("walk", plain("task", "cyan")),
    Column("started", time("started")),
    Column("seconds", plain("seconds"), number=True, room=130),
    Column("kind", plain("kind")),
    Column("checked", plain("checked"), number=True),
    Column("missing", plain("missing"), number=True),
    Column("different", plain("different"), number=True),
    Column("orphans", plain("orphans"), number=True),
)

EXAMPLES: Final = (
    Column("account", plain("account")),
    Column("kind", plain("kind")),
    Column("id", plain("id", "cyan"), fold=True),
    Column("finding", plain("finding")),
    Column("fields", lambda row: ", ".join(row["fields"]), fold=True),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What to walk, and who wants it."""

    account: SomeAccount = None
    by: By = field(default_factory=getuser)
    why: Annotated[str, typer.Option("--why", help="Kept in the audit trail.")] = "by hand"


@dataclass(frozen=True, slots=True)
class Which:
    """Whose reports."""

    account: SomeAccounts = field(default_factory=list)


@command(app, "events", "sync events", "--stage prod sync events --account us")
def events(context: typer.Context, request: Request, *, as_json: AsJson = False) -> None:
    """Have Stripe's event list walked since the last checkpoint; missed events are brought in."""
    _ask(Screen(as_json=as_json), session(context), request, SyncEvents(account=request.account))


@command(app, "objects", "sync objects", "--stage prod sync objects --account us")
def objects(context: typer.Context, request: Request, *, as_json: AsJson = False) -> None:
    """Have Stripe's object lists compared with the record; differences are repaired."""
    _ask(Screen(as_json=as_json), session(context), request, SyncObjects(account=request.account))


@command(app, "report", "sync report", "sync report --account us -n 3 --json")
def report(
    context: typer.Context,
    which: Which,
    limit: Limit = 5,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what the latest walks found, and up to when every event is known to have arrived."""
    screen, at = Screen(as_json=as_json), session(context)
    accounts = which.account or at.console.accounts()
    with screen.counting("reading reports"):
        runs = [run for each in accounts for run in at.console.syncs.reports(each, limit)]
        reached = {each: _iso(at.console.syncs.checkpoint(each)) for each in accounts}
    rows = [_row(run) for run in runs]
    screen.answer(
        {"stage": at.stage, "checkpoints": reached, "reports": rows}, *_drawn(screen, rows)
    )
    for each, until in reached.items():
        screen.note(f"{each}: every event until {until or 'never: not walked yet'}", "dim")


def _ask(screen: Screen, at: Session, request: Request, task: SyncEvents | SyncObjects) -> None:
    """Write down who asks, then send the message; asking twice only walks twice."""
    order = at.console.order(request.by, request.why)
    what = f"{task.task} of {task.account or 'every account'}"
    at.console.audit.write(Act(Deed.SYNC_ASKED, what, order))
    letter = stamped(task, message_id=order.cause, cause=order.cause, at=order.at)
    at.console.outbox.send(Queue.SCHEDULED_SYNC, letter)
    document = {"stage": at.stage, "task": task.task, "account": task.account, "cause": order.cause}
    screen.answer(document, f"asked for {what}; its report: carryover sync report")


def _row(run: SyncRun) -> dict[str, Any]:
    """Put a report into its machine shape (cli/README.md)."""
    return {
        "account": run.account,
        "task": run.task,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "seconds": run.seconds,
        "cause": run.cause,
        "since": _iso(run.window.since),
        "until": _iso(run.window.until),
        "lost_from": _iso(run.window.lost_from),
        "tallies": {kind: tally.model_dump() for kind, tally in run.findings.tallies.items()},
        "examples": [example.model_dump(mode="json") for example in run.findings.examples],
    }


def _iso(at: int | None) -> str | None:
    return None if at is None else moment(at).isoformat()


def _drawn(screen: Screen, rows: list[dict[str, Any]]) -> Iterator[RenderableType]:
    lines = [
        {**row, "kind": kind, **tally} for row in rows for kind, tally in row["tallies"].items()
    ]
    yield screen.listing("Walks", RUNS, lines, empty="No walk has been reported yet.")
    if found := [{**each, "account": row["account"]} for row in rows for each in row["examples"]]:
        yield screen.listing("Findings", EXAMPLES, found, empty="")
