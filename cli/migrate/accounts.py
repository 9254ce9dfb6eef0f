"""``carryover migrate accounts``: the keys a migration works with."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, cast

import typer
from rich.text import Text

from carryover.migration.access.check import Checked, Finding, Seat, Weight, check, together
from carryover.migration.access.needs import ENDPOINTS, Role, boxes
from carryover.ports.stripe_accounts import Identities
from carryover.ports.stripe_permissions import slug
from cli.command import Refusal, command
from cli.migrate.key_keeping import NewKey, keep
from cli.migrate.project import DEFAULT, Folder, Project
from cli.options import AsJson, Intent
from cli.render import Column, Screen, coloured, plain
from cli.session import Session, session

app = typer.Typer(no_args_is_help=True)

Alias = Annotated[str, typer.Argument(metavar="ACCOUNT", help="An alias of migration.yaml.")]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help="Only what snapshot, audit and plan need.")
]

SEATS: Final = (
    Column("account", plain("account", "cyan")),
    Column("role", plain("role")),
    Column("Stripe's id", plain("id")),
    Column("name", plain("name"), room=110),
    Column("mode", plain("mode")),
    Column("key", plain("key")),
)

FINDINGS: Final = (
    Column("", coloured("weight")),
    Column("account", plain("account", "cyan")),
    Column("what", plain("sentence"), fold=True),
)

BOXES: Final = (
    Column("tick", plain("box", "cyan")),
    Column("for", plain("why"), fold=True),
    Column("", plain("note", "dim")),
)

CREATE: Final = "https://dashboard.stripe.com/apikeys/create"
"""The Dashboard's page; it ticks the boxes a link names, as far as it knows them. Each needs its
own ``permissions[]``, as it stands."""


@command(app, "check", "migrate accounts check", "migrate accounts check --read-only --json")
def check_(
    context: typer.Context,
    project: Folder = DEFAULT,
    *,
    read_only: ReadOnly = False,
    as_json: AsJson = False,
) -> None:
    """Check every account's key: whose it is, what it may do, and that modes are not mixed.

    Nothing is written: what may be written is found out with ids nobody has. Exit code 1 when a
    problem was found.
    """
    screen, at, opened = Screen(as_json=as_json), session(context), Project.open(project)
    seats = list(_seats(opened))
    checking = (_checked(at, seat, read_only=read_only) for seat in seats)
    checked = list(screen.counted("asking Stripe", checking, len(seats)))
    findings = [*(each for one in checked for each in one.findings), *together(checked)]
    rows, told = list(map(_seat, checked)), list(map(_finding, findings))
    screen.answer(
        {"run": opened.name, "accounts": rows, "findings": told},
        screen.listing("Accounts", SEATS, rows, empty=""),
        screen.listing("Findings", FINDINGS, told, empty="Nothing is in the way."),
    )
    _suggest(screen, checked)
    if problems := sum(each.weight is Weight.PROBLEM for each in findings):
        raise Refusal(f"{problems} in the way")


@command(
    app, "permissions", "migrate accounts permissions us", "migrate accounts permissions us -r"
)
def permissions(
    alias: Alias, project: Folder = DEFAULT, *, read_only: ReadOnly = False, as_json: AsJson = False
) -> None:
    """Say which boxes to tick for an account's restricted key, and open the page that does."""
    opened = Project.open(project)
    role = seat_of(opened, alias).role
    wanted = boxes(role, read_only=read_only).values()
    ticked = "".join(f"&permissions[]={slug(need.resource, need.level)}" for need in wanted)
    link = f"{CREATE}?name=carryover-{alias}{ticked}"
    rows = [
        {"box": need.box, "why": need.why, "note": "optional" if need.optional else "needed"}
        for need in wanted
    ]
    screen = Screen(as_json=as_json)
    screen.answer(
        {"account": alias, "role": role.value, "permissions": rows, "link": link},
        screen.listing(f"Key of {alias}, a {role.value}", BOXES, rows, empty=""),
        Text("Everything else: None. Developers → API keys → Create restricted key, or:"),
        Text(link, "cyan", overflow="fold"),
    )
    if role is Role.TARGET:
        screen.note(f"whoever does the cutover needs “{ENDPOINTS.box}”, too", "dim")


@command(app, "set", 'migrate accounts set us --key-from NEW_KEY --why "first key"')
def set_(
    context: typer.Context,
    new: NewKey,
    intent: Intent,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Put an account's key into the stage's secret, after checking it.

    The key is read from a variable, so that it is in no shell history. The stage's workers take it
    from there; a key of another account than the one in force is refused.
    """
    seat = seat_of(Project.open(project), new.account)
    kept = keep(session(context), seat, new, intent)
    Screen(as_json=as_json).answer(kept, kept["said"])


def _checked(at: Session, seat: Seat, *, read_only: bool) -> Checked:
    """``session.stripe`` is a StripeDirect, which knows whose key a key is."""
    return check(at.stripe, cast("Identities", at.stripe), seat, read_only=read_only)


def _seats(opened: Project) -> Iterator[Seat]:
    known = opened.settings.accounts
    for alias in opened.settings.sources:
        yield Seat(alias, Role.SOURCE, known.get(alias, ""))
    target = opened.settings.target
    yield Seat(target, Role.TARGET, known.get(target, ""))


def seat_of(opened: Project, alias: str) -> Seat:
    """Find an account's part in the migration."""
    for seat in _seats(opened):
        if seat.alias == alias:
            return seat
    named = ", ".join(seat.alias for seat in _seats(opened))
    raise Refusal(f"{alias} is no Stripe account of {opened.name}: those are {named}")


def _seat(checked: Checked) -> dict[str, Any]:
    """Put an account into its machine shape (cli/README.md)."""
    seat, identity = checked.seat, checked.identity
    row: dict[str, Any] = {"account": seat.alias, "role": seat.role.value}
    if identity is None:
        return {**row, "id": None, "name": None, "mode": None, "key": "none"}
    mode, key = "live" if identity.livemode else "test", "secret"
    shown = {"id": identity.id or None, "name": identity.name or None, "mode": mode}
    return {**row, **shown, "key": "restricted" if identity.restricted else key}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "account": finding.account,
        "weight": finding.weight.value,
        "sentence": finding.sentence,
    }


def _suggest(screen: Screen, checked: Sequence[Checked]) -> None:
    """Say what to write down, so that a key of another account is refused from now on."""
    unknown = [
        f"  {each.seat.alias}: {each.identity.id}"
        for each in checked
        if each.identity and each.identity.id and not each.seat.known
    ]
    if unknown:
        told = "write down whose keys these are, in migration.yaml:\naccounts:"
        screen.note("\n".join([told, *unknown]), "dim")
