"""Finding cases for a person, and their machine shape (cli/README.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from carryover.dunning.model import Case, ToldState
from carryover.kernel.clock import Seconds, moment
from cli.command import Refusal
from cli.dunning.words import CAUSES, counted
from cli.money import amount
from cli.session import Session

Named = Annotated[
    str, typer.Argument(metavar="CASE", help="The invoice: in_123, or us/in_123 with its account.")
]


def the_one(at: Session, name: str) -> Case:
    """Find exactly one, or say in one sentence why not."""
    account, slash, invoice = name.rpartition("/")
    places = [account] if slash else at.console.accounts()
    found = [case for each in places if (case := at.dunning.cases.find(each, invoice))]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(f"{each.account}/{each.invoice}" for each in found)
        raise Refusal(f"{name} failed in several accounts: say {names}")
    raise Refusal(
        f"there is no case of {name} in {', '.join(places) or 'any account'}: either it never "
        "failed, or the worker has not heard of it yet (carryover sync events)"
    )


def opened(at: Session, account: str | None) -> Iterator[Case]:
    """Go through everything open, account by account."""
    for each in [account] if account else at.console.accounts():
        yield from at.dunning.cases.open(each)


def row(case: Case, now: datetime) -> dict[str, Any]:
    """Put a case into its machine shape, without asking anybody else."""
    return {
        "case": f"{case.account}/{case.invoice}",
        "customer": case.customer,
        "subscription": case.subscription,
        "plans": list(case.plans),
        "amount": case.amount,
        "currency": case.currency,
        "owed": amount(case.amount, case.currency),
        "cause": case.cause.value,
        "why": CAUSES[case.cause],
        "state": state(case, now),
        "failed_at": moment(case.failed_at).isoformat(),
        "days": max((now - moment(case.failed_at)).days, 0),
        "attempts": len(case.tries),
        "messages": len([one for one in case.told if one.state is not ToldState.REFUSED]),
        "step": step(case),
        "next_look": iso(case.look_at),
        "asked": sorted(case.asked - case.cleared),
        "maybe_missed": [one.step for one in case.told if one.state is ToldState.UNKNOWN],
    }


def state(case: Case, now: datetime) -> str:
    """Say how it stands: ``paused``, ``waits for a person``, ``ending``, ``open``, or how it
    closed."""
    if case.closed is not None:
        return case.closed.outcome
    paused = case.paused
    if paused is not None and (paused.until is None or moment(paused.until) > now):
        return "paused"
    if case.asked - case.cleared:
        return "waits for a person"
    return "ending" if case.finished is not None else "open"


def step(case: Case) -> str:
    """Name the last thing that was done."""
    deeds = [(one.at, f"attempt {one.number}") for one in case.tries]
    deeds += [(one.at, f"message {one.step}") for one in case.told]
    return max(deeds)[1] if deeds else "nothing yet"


def age(days: int) -> str:
    """Say how long ago it failed."""
    return "today" if days == 0 else counted(days, "day")


def iso(at: Seconds | None) -> str | None:
    """Write a moment; nothing where there is none."""
    return None if at is None else moment(at).isoformat()
