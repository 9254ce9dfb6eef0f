"""``carryover reviews``: what the system refused to guess, and a person's decision."""

from typing import Annotated, Any, Final

import typer

from carryover.ports.reviews import Case
from carryover.replay.model import Act, Deed
from cli.command import Refusal, command
from cli.options import AsJson, Intent
from cli.render import Column, Screen, coloured, plain, sheet, short_time, time, word
from cli.session import Session, session

app = typer.Typer(no_args_is_help=True)

CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case's id or its beginning.")]

COLUMNS: Final = (
    Column("id", plain("id")),
    Column("state", coloured("state"), room=130),
    Column("opened", time("opened_at"), room=130),
    Column("about", plain("subject", "cyan"), fold=True),
    Column("question", plain("sentence"), fold=True),
    Column("cause", plain("cause"), room=130, fold=True),
)


@command(app, "list", "reviews list", "reviews list --all --json")
def list_(
    context: typer.Context,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open questions, the oldest first."""
    screen, at = Screen(as_json=as_json), session(context)
    cases = [case for case in at.console.reviews.all() if everything or case.closed_at is None]
    rows = [_row(case) for case in cases]
    screen.answer(
        {"stage": at.stage, "reviews": rows},
        screen.listing(f"Reviews of {at.stage}", COLUMNS, rows, empty="Nothing waits for anybody."),
    )


@command(app, "show", "reviews show 4f1d")
def show(context: typer.Context, case_id: CaseId, *, as_json: AsJson = False) -> None:
    """Show one question, and the answer if there is one."""
    screen, at = Screen(as_json=as_json), session(context)
    row = _row(_the_one(at, case_id))
    moments = ("opened_at", "closed_at")
    fields = {
        name.replace("_", " "): short_time(value) if name in moments else value
        for name, value in row.items()
        if name not in {"id", "state"}
    }
    title = f"Review {row['id']}"
    screen.answer({"stage": at.stage, **row}, sheet(title, {"state": word(row["state"]), **fields}))


@command(app, "close", 'reviews close 4f1d --why "customer confirmed by phone"')
def close(
    context: typer.Context, case_id: CaseId, intent: Intent, *, as_json: AsJson = False
) -> None:
    """Settle a question. It does nothing else: what follows from the decision is another command.

    The audit trail is written first; dying right after leaves the case open, to be closed again.
    """
    screen, at = Screen(as_json=as_json), session(context)
    case = _the_one(at, case_id)
    order = at.console.order(intent.by, intent.why)
    at.console.audit.write(Act(Deed.REVIEW_CLOSED, f"review {case.doubt.id}", order))
    doubt = case.doubt.id
    if not at.console.reviews.close(doubt, by=order.by, why=order.why, at=order.at):
        raise Refusal(f"review {doubt} is closed already")
    screen.answer({"stage": at.stage, **_row(_the_one(at, doubt))}, f"closed {doubt}")


def _the_one(at: Session, case_id: str) -> Case:
    cases = at.console.reviews.all()
    found = [case for case in cases if case.doubt.id == case_id]
    match found or [case for case in cases if case.doubt.id.startswith(case_id)]:
        case [case]:
            return case
        case []:
            raise Refusal(f"no review is called {case_id} (see: carryover reviews list --all)")
        case several:
            raise Refusal(f"{case_id} means {len(several)} reviews: write more of its id")


def _row(case: Case) -> dict[str, Any]:
    """Put a case into its machine shape (cli/README.md)."""
    return {
        "id": case.doubt.id,
        "state": "closed" if case.closed_at else "open",
        "subject": case.doubt.subject,
        "sentence": case.doubt.sentence,
        "cause": case.doubt.cause,
        "opened_at": case.doubt.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "closed_by": case.closed_by,
        "closed_why": case.closed_why,
    }
