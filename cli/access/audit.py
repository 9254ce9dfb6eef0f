"""``carryover access audit`` and ``repair``: who pays, held against who has access (KAJ-5).

The comparison is the worker's, the same message the clock sends; here it is asked for, waited for
and shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from carryover.access.findings import Findings
from carryover.access.messages import Audit
from carryover.access.model import LinkState
from carryover.ports.outbox import Queue
from carryover.replay.model import Act, Deed, Order
from cli.access.findings import document_of, drawn, export, rows_of
from cli.access.following import PACE, Following, asked_since, sent, stuck
from cli.command import Refusal, command
from cli.options import AsJson, By
from cli.render import Screen
from cli.session import Session, session

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which site, who asks, and where the list goes."""

    site: Annotated[
        str | None, typer.Option("--site", help="As the rules name it; default the only one.")
    ] = None
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write all that differs here.")
    ] = None
    by: By = field(default_factory=getuser)
    why: Annotated[str, typer.Option("--why", help="Kept in the audit trail.")] = "by hand"


@command(
    app,
    "audit",
    "access audit",
    "--stage prod access audit --site academy --csv differences.csv",
    "access audit --repair",
)
def audit(
    context: typer.Context,
    asked: Asked,
    following: Following,
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Mend, too: as access repair.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare who pays with who has access. Exit code 1 when they differ.

    Everyone with an offer of the rules, and everyone who pays for one, is looked at.
    """
    screen = Screen(as_json=as_json)
    _compared(screen, session(context), asked, following, repair=repair)


@command(app, "repair", "access repair --site academy", "--stage prod access repair --no-wait")
def repair(
    context: typer.Context, asked: Asked, following: Following, *, as_json: AsJson = False
) -> None:
    """Compare, mend what can be mended, and compare again.

    Whoever pays is given what they pay for; what we gave and nobody pays for any more is taken.
    What nobody knows is left to a person. Exit code 1 when something differs in the end.
    """
    screen = Screen(as_json=as_json)
    _compared(screen, session(context), asked, following, repair=True)


def _compared(screen: Screen, at: Session, asked: Asked, how: Following, *, repair: bool) -> None:
    site = _site(at, asked.site)
    found = _ordered(screen, at, site, asked, how, repair=repair)
    if found is None:
        said = f"asked for at {site}; without --no-wait the same command compares anew and shows it"
        screen.answer({"stage": at.stage, "site": site, "audit": ""}, said)
        return
    mended = 0
    if repair and (broken := [*found.pays_without, *found.has_without_paying]):
        mended = _mended(screen, at, broken, found, how)
        found = _ordered(screen, at, site, asked, how, repair=False) or found
    rows = list(rows_of(found))
    if asked.csv is not None:
        export(asked.csv, rows)
    document = {"stage": at.stage, **document_of(found, rows), "mended": mended}
    screen.answer(document, *drawn(screen, found, rows, mended))
    if found.wrong:
        raise typer.Exit(1)


def _site(at: Session, named: str | None) -> str:
    rules = at.access.rules.read()
    if named is None and len(rules.sites) == 1:
        return next(iter(rules.sites))
    known = ", ".join(rules.sites) or "none; carryover access rules put FILE"
    if named is None:
        raise Refusal(f"say which site: --site {known}" if rules.sites else f"sites: {known}")
    if named not in rules.sites:
        raise Refusal(f"the rules know no site {named}: {known}")
    if rules.sites[named].route != "api":
        raise Refusal(f"{named} has no API key (route: inbound): nothing can be read there")
    return named


def _ordered(
    screen: Screen, at: Session, site: str, asked: Asked, how: Following, *, repair: bool
) -> Findings | None:
    """Write down who asks, send the message, and follow it to its end. ``None``: nobody waits."""
    order = at.console.order(asked.by, asked.why)
    deed = Deed.ACCESS_REPAIR_ASKED if repair else Deed.ACCESS_AUDIT_ASKED
    at.console.audit.write(Act(deed, site, order))
    message = sent(at, order, Audit(site=site, repair=repair), queue=Queue.ACCESS_POLL)
    return _followed(screen, at, site, message, order, how) if how.wait else None


def _followed(
    screen: Screen, at: Session, site: str, message: str, order: Order, how: Following
) -> Findings:
    """Look until its last part is there; each part is news."""
    compared, until = 0, at.console.now() + timedelta(seconds=how.patience)
    with screen.counting("comparing") as advance:
        while at.console.now() < until:
            found = at.access.memory.audits.find(message)
            if found is not None and found.ended:
                return found
            _doubted(at, order)
            if (seen := _seen(found)) > compared:
                advance(seen - compared)
                compared, until = seen, at.console.now() + timedelta(seconds=how.patience)
            at.console.pause(PACE)
    raise Refusal(stuck(at, f"audit of {site}", f"site {site}"))


def _seen(found: Findings | None) -> int:
    return 0 if found is None else found.right + found.wrong


def _doubted(at: Session, order: Order) -> None:
    """An audit that cannot be done asks a person; that is its answer."""
    for case in at.console.reviews.all():
        if case.doubt.cause == order.cause:
            raise Refusal(f"{case.doubt.subject}: {case.doubt.sentence}")


def _mended(
    screen: Screen, at: Session, broken: Sequence[str], found: Findings, how: Following
) -> int:
    """Follow the messages that mend, one per subscription; answer how many did."""
    left, mended = set(broken), 0
    until = at.console.now() + timedelta(seconds=how.patience)
    with screen.counting("mending", len(left)) as advance:
        while left and at.console.now() < until:
            for payer in sorted(left):
                done = _is_mended(at, payer, found)
                if done or asked_since(at, payer, found.began):
                    left.remove(payer)
                    mended += done
                    until = at.console.now() + timedelta(seconds=how.patience)
                    advance(1)
            if left:
                at.console.pause(PACE)
    return mended


def _is_mended(at: Session, payer: str, found: Findings) -> bool:
    account, _, name = payer.partition("/")
    link = at.access.memory.links.find(account, name)
    wanted = LinkState.GIVEN if payer in found.pays_without else LinkState.TAKEN
    return link is not None and link.state is wanted and link.changed_at >= found.began
