"""``carryover dunning rules``: the schedule, and in whose name letters are written (DUN-1, DUN-2).

Two kinds of file, told apart by what is in them: a schedule, and a house (``accounts: …``).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.dunning.house import House
from carryover.dunning.rules import Rules
from carryover.replay.model import Act, Deed
from cli.command import Refusal, command
from cli.dunning.rules_drawn import drawn
from cli.dunning.rules_file import Files, plain, read
from cli.dunning.rules_outside import Outside
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import Session, confirmed, session
from cli.yaml_file import as_yaml, changes

app = typer.Typer(no_args_is_help=True)

Named = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…",
        help="A schedule (docs/dunning/schedule.example.yaml), a house "
        "(docs/dunning/house.example.yaml), or both.",
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Look at the files only; ask neither Stripe nor the CRM.")
]


@command(
    app,
    "check",
    "dunning rules check schedule.yaml house.yaml",
    "dunning rules check schedule.yaml --offline --json",
)
def check(
    context: typer.Context, files: Named, *, offline: Offline = False, as_json: AsJson = False
) -> None:
    """Read a schedule, a house or both, and look up what they name; changes nothing.

    Every fault is told with its line.
    """
    screen, at = Screen(as_json=as_json), session(context)
    found = _checked(screen, at, files, offline=offline)
    screen.answer({"stage": at.stage, **_document(found.rules, found.house)}, *_shown(found))
    screen.note("it can be put in force: carryover dunning rules put", "green")


@command(
    app,
    "put",
    'dunning rules put schedule.yaml house.yaml --why "as agreed with billing"',
    'dunning rules put schedule.yaml --why "two letters more" --dry-run',
)
def put(
    context: typer.Context,
    files: Named,
    intent: Intent,
    care: Caution,
    *,
    offline: Offline = False,
    as_json: AsJson = False,
) -> None:
    """Put a schedule, a house or both in force, in place of the one before.

    It is checked first, and what changes is shown. Open cases go on by the new rules from their
    next look on; a message that was sent is not sent again.
    """
    screen, at = Screen(as_json=as_json), session(context)
    found = _checked(screen, at, files, offline=offline)
    changed = list(_changes(at, found))
    document = {"stage": at.stage, "dry_run": care.dry_run, "changes": changed}
    screen.show(*_shown(found), _told(changed))
    if changed and not care.dry_run:
        confirmed(f"Put these rules in force on {at.stage}?", yes=care.yes)
        order = at.console.order(intent.by, intent.why)
        at.console.audit.write(Act(Deed.DUNNING_RULES_PUT, "; ".join(changed)[:1000], order))
        _put(at, found)
    said = "would be in force (dry run)" if care.dry_run else "are in force"
    names = " and ".join(str(file) for file in files)
    screen.answer(
        {**document, **_document(found.rules, found.house)}, f"the rules of {names} {said}"
    )


@command(
    app,
    "show",
    "dunning rules show",
    "dunning rules show > schedule.yaml",
    "dunning rules show --house > house.yaml",
)
def show(
    context: typer.Context,
    *,
    house: Annotated[bool, typer.Option("--house", help="In whose name, instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print what is in force, as a file that can be edited and put again."""
    screen, at = Screen(as_json=as_json), session(context)
    rules, names = at.dunning.rules.read(), at.dunning.rules.house()
    if as_json:
        screen.answer({"stage": at.stage, **_document(rules, names)})
    elif house:
        screen.raw(as_yaml(plain(names)))
    elif rules is None:
        sentence = "no schedule is in force, so nothing is done: carryover dunning rules put FILE"
        screen.note(sentence, "yellow")
    else:
        screen.raw(as_yaml(plain(rules)))


def _checked(screen: Screen, at: Session, files: Sequence[Path], *, offline: bool) -> Files:
    """Read and look up. Raises ``Refusal`` with every fault."""
    found = read(files)
    if not offline:
        outside = Outside(at.stripe, at.dunning.crm, tuple(at.console.keys.reread()))
        with screen.counting("asking Stripe and the CRM"):
            faults = [*outside.of_house(found.house), *outside.of_rules(found.rules, _house(at))]
        if faults:
            raise Refusal("\n  ".join(["these files cannot be put in force:", *faults]))
    return found


def _house(at: Session) -> House:
    return at.dunning.rules.house()


def _changes(at: Session, found: Files) -> Iterator[str]:
    """Compare with what is in force."""
    if found.rules is not None:
        before = at.dunning.rules.read()
        yield from changes(plain(before) if before else {}, plain(found.rules))
    if found.house is not None:
        yield from changes(plain(_house(at)), plain(found.house))


def _put(at: Session, found: Files) -> None:
    """The house first: killed in between, letters have a sender before there is a schedule."""
    if found.house is not None:
        at.dunning.rules.put_house(found.house)
    if found.rules is not None:
        at.dunning.rules.put(found.rules)


def _document(rules: Rules | None, house: House | None) -> dict[str, Any]:
    return {
        "schedule": plain(rules) if rules else None,
        "house": plain(house) if house else None,
    }


def _shown(found: Files) -> Iterator[RenderableType]:
    yield from drawn(found.rules, found.house)


def _told(changed: Sequence[str]) -> RenderableType:
    if not changed:
        return Text("Nothing changes: this is in force already.", "dim")
    colours = {"+": "green", "-": "red", "~": "yellow"}
    lines = [Text(f"{line}\n", colours[line[0]]) for line in changed]
    return Text.assemble(("What changes\n", "bold"), *lines)
