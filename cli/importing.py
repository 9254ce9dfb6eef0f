"""``carryover events import``: recorded events take the road of a webhook, and each is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from carryover.replay.importing import Accounted, Imported, Preview
from carryover.replay.model import Order
from carryover.replay.recordings import Piece, Rejected, recorded
from carryover.wiring.foresight import reader
from cli.command import Refusal
from cli.options import Account, AsJson, By, DryRun
from cli.render import Screen
from cli.session import Session, session
from cli.tally import Result, drawn


@dataclass(frozen=True, slots=True)
class Manner:
    """How to import."""

    by: By = field(default_factory=getuser)
    why: Annotated[str, typer.Option("--why", help="Kept in the audit trail.")] = ""
    dry_run: DryRun = False
    wait: Annotated[
        bool,
        typer.Option("--wait/--no-wait", help="Wait until the journal answers for every event."),
    ] = True
    patience: Annotated[
        int, typer.Option("--patience", min=1, help="Seconds without any news before giving up.")
    ] = 60


def bring_in(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="JSON, JSONL or a list page; may be gzipped.")
    ],
    account: Account,
    manner: Manner,
    *,
    as_json: AsJson = False,
) -> None:
    """Send recorded or exported Stripe events into an account's channel and account for each.

    One event per line, an array, a page of Stripe's list API or a single event. What is no JSON is
    listed with its place and does not stop the rest.
    """
    screen, at = Screen(as_json=as_json), session(context)
    with _opened(file) as stream:
        if manner.dry_run:
            result = _previewed(screen, account, recorded(stream))
        else:
            result = _imported(screen, at, account, Path(file).name, recorded(stream), manner)
    document = {"stage": at.stage, "account": account, "file": file, "dry_run": manner.dry_run}
    screen.answer({**document, **result.document()}, *drawn(screen, result))
    if result.rejected or result.missing:
        raise Refusal(result.complaint())


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield typer.get_binary_stream("stdin")
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror or error}") from None


def _previewed(screen: Screen, account: str, pieces: Iterator[Piece]) -> Result:
    """Say what would become of each, were the journal empty. Needs no AWS."""
    preview, now = Preview(reader()), datetime.now(UTC)
    seen = (preview.look(account, piece, now) for piece in pieces)
    sent, rejected = _sorted(screen.counted("reading", seen))
    return Result.expected(sent, rejected)


def _imported(
    screen: Screen, at: Session, account: str, name: str, pieces: Iterator[Piece], manner: Manner
) -> Result:
    order = at.console.order(manner.by, manner.why)
    sending = at.console.importer.send(account, name, pieces, order)
    sent, rejected = _sorted(screen.counted("sending", sending))
    if not manner.wait:
        return Result.unasked(sent, rejected, order.cause)
    waiting = _awaited(at, sent, order, manner.patience)
    accounted = list(screen.counted("waiting for the journal", waiting, len(sent)))
    return Result.of(accounted, rejected, order.cause)


def _awaited(at: Session, sent: list[Imported], order: Order, seconds: int) -> Iterator[Accounted]:
    return at.console.accounting.wait(sent, order, patience=timedelta(seconds=seconds))


def _sorted(
    found: Iterator[Imported | Rejected],
) -> tuple[list[Imported], list[Rejected]]:
    """Tell what is an event from what a person has to look at."""
    sent: list[Imported] = []
    rejected: list[Rejected] = []
    for each in found:
        if isinstance(each, Imported):
            sent.append(each)
        else:
            rejected.append(each)
    return sent, rejected
