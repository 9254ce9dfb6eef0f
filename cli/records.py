"""``carryover records``: what we believe of a customer, a subscription or an invoice, and why."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from carryover.kernel.clock import moment
from carryover.kernel.facts import InvoiceState
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.model import Record
from carryover.replay.privacy import hidden
from cli.command import Refusal, command
from cli.money import amount
from cli.options import Account, AsJson, Eyes
from cli.render import Column, Screen, coloured, document, plain, sheet, short_time, time
from cli.session import Session, session

app = typer.Typer(no_args_is_help=True)

PREFIXES: Final[Mapping[str, Kind]] = {
    "cus": Kind.CUSTOMER,
    "sub": Kind.SUBSCRIPTION,
    "in": Kind.INVOICE,
}
"""Whose ids begin how. Merchants may choose customers' ids themselves, so those are the rest."""

COLUMNS: Final = (
    Column("kind", plain("kind", "cyan")),
    Column("id", plain("id")),
    Column("status", coloured("status")),
    Column("amount", plain("amount"), number=True),
    Column("created", time("created"), room=120),
    Column("as of", time("as_of")),
    Column("", lambda row: "" if row["settled"] else "unsettled"),
)


@command(app, "show", "records show sub_1PgafW --account us", "records show cus_1 -a us --json")
def show(
    context: typer.Context,
    object_id: Annotated[str, typer.Argument(metavar="ID")],
    account: Account,
    eyes: Eyes,
    *,
    as_json: AsJson = False,
) -> None:
    """Show our record of one object, and the evidence of its latest second."""
    screen, at = Screen(as_json=as_json), session(context)
    record = _record(at, ObjectRef(account, _kind(object_id), object_id))
    if eyes.reveal:
        at.console.revealed(str(record.ref), eyes.by)
    state = record.state.model_dump(mode="json")
    row = _row(record)
    content = state if eyes.reveal else hidden(state)
    fields = {
        name.replace("_", " "): short_time(row[name]) if name in MOMENTS else str(row[name] or "")
        for name in row
    }
    evidence = [each.model_dump(mode="json") for each in record.frontier]
    screen.answer(
        {"stage": at.stage, **row, "evidence": evidence, "state": content},
        sheet(str(record.ref), fields),
        document(content),
    )


MOMENTS: Final = ("created", "as_of")


@command(app, "list", "records list --customer cus_1 --account us")
def list_(
    context: typer.Context,
    account: Account,
    customer: Annotated[str, typer.Option("--customer", "-c", help="Stripe's customer id.")],
    *,
    as_json: AsJson = False,
) -> None:
    """List everything recorded about one customer."""
    screen, at = Screen(as_json=as_json), session(context)
    refs = at.console.records.of_customer(account, customer)
    with screen.counting("reading records", len(refs)) as advance:
        rows = []
        for ref in refs:
            rows.append(_row(_record(at, ref)))
            advance(1)
    screen.answer(
        {"stage": at.stage, "account": account, "customer": customer, "records": rows},
        screen.listing(
            f"Records of {customer} in {account}", COLUMNS, rows, empty="Nothing is recorded."
        ),
    )


def _kind(object_id: str) -> Kind:
    return PREFIXES.get(object_id.partition("_")[0], Kind.CUSTOMER)


def _record(at: Session, ref: ObjectRef) -> Record:
    record = at.console.records.recall(ref)
    if record is None:
        raise Refusal(f"there is no record of {ref}")
    return record


def _row(record: Record) -> dict[str, Any]:
    """Put a record into its machine shape (cli/README.md), without what is about a person."""
    state = record.state
    return {
        "account": record.ref.account,
        "kind": record.ref.kind.value,
        "id": record.ref.id,
        "customer": state.customer,
        "status": "deleted" if state.deleted else getattr(state, "status", None),
        "amount": _amount(record),
        "created": moment(state.created).isoformat(),
        "as_of": moment(record.as_of).isoformat(),
        "settled": record.settled,
        "version": record.version,
    }


def _amount(record: Record) -> str | None:
    """Say what an invoice asks for; other objects have no one amount."""
    state = record.state
    return amount(state.total, state.currency) if isinstance(state, InvoiceState) else None
