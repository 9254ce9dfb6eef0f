"""``carryover replays``: the audit trail. Who did what by hand, when and why."""

from datetime import timedelta
from itertools import islice
from typing import Annotated, Final

import typer

from carryover.replay.model import Act, Deed
from cli.command import command
from cli.options import AsJson, Limit, Since, Until
from cli.render import Column, Screen, plain, time
from cli.session import session

app = typer.Typer(no_args_is_help=True)

REPLAYS: Final = frozenset({Deed.DEAD_LETTER_REPLAYED, Deed.EVENT_REPLAYED, Deed.EVENTS_IMPORTED})

COLUMNS: Final = (
    Column("when", time("at")),
    Column("who", plain("by")),
    Column("did", lambda row: str(row["deed"]).replace("_", " ")),
    Column("what", plain("what", "cyan"), fold=True),
    Column("why", plain("why"), fold=True),
    Column("cause", plain("cause"), room=130),
)


@app.callback()
def replays() -> None:
    """Hold the sub-commands; others follow with the console."""


@command(app, "list", "replays list --since 30d", "replays list --everything --json")
def list_(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    limit: Limit = 100,
    *,
    everything: Annotated[
        bool, typer.Option("--everything", help="Also closed reviews, reveals and syncs.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what was sent again or brought in, newest first; default the last 30 days."""
    screen, at = Screen(as_json=as_json), session(context)
    now = at.console.now()
    start = since.start(now) if since else now - timedelta(days=30)
    acts = at.console.audit.between(start, until.end(now) if until else now)
    meant = (act for act in acts if everything or act.deed in REPLAYS)
    rows = [_row(act) for act in islice(meant, limit)]
    screen.answer(
        {"stage": at.stage, "acts": rows},
        screen.listing(f"By hand on {at.stage}", COLUMNS, rows, empty="Nobody did anything."),
    )


def _row(act: Act) -> dict[str, str]:
    """Put an act into its machine shape (cli/README.md)."""
    return {
        "at": act.order.at.isoformat(),
        "by": act.order.by,
        "deed": act.deed.value,
        "what": act.what,
        "why": act.order.why,
        "cause": act.order.cause,
    }
