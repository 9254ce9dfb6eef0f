"""``carryover crm rules``: what a contact in HighLevel shows, and by whose names (CRM-1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import RenderableType
from rich.text import Text

from carryover.crm.layout import Layouts
from carryover.crm.rules import LocationRules, Rules
from carryover.kernel.errors import NeedsReview
from carryover.replay.model import Act, Deed
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain, sheet
from cli.session import Session, confirmed, session
from cli.yaml_file import Written, as_yaml, changes, faulty, written

app = typer.Typer(no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The rules, as docs/crm/mapping.example.yaml.")
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Look at the file only; do not ask HighLevel.")
]

SHOWN = (
    Column("what", plain("what", "cyan")),
    Column("is shown by", plain("how")),
    Column("called", plain("called"), fold=True),
)


@dataclass(frozen=True, slots=True)
class Placing(Caution):
    """How careful to be."""

    offline: Offline = False


@command(app, "check", "crm rules check mapping.yaml", "crm rules check mapping.yaml --offline")
def check(
    context: typer.Context, file: File, *, offline: Offline = False, as_json: AsJson = False
) -> None:
    """Read a file of rules and look up every field and workflow it names; changes nothing.

    Every fault is told with its line.
    """
    screen, at = Screen(as_json=as_json), session(context)
    rules = _checked(screen, at, file, offline=offline)
    document = {"stage": at.stage, "file": str(file), **_plain(rules)}
    screen.answer(document, *_drawn(screen, rules))
    screen.note(f"{file} can be put in force: carryover crm rules put", "green")


@command(
    app,
    "put",
    'crm rules put mapping.yaml --why "one tag more"',
    'crm rules put mapping.yaml --why "one tag more" --dry-run',
)
def put(
    context: typer.Context, file: File, intent: Intent, care: Placing, *, as_json: AsJson = False
) -> None:
    """Put a file of rules in force, in place of all the rules before.

    It is checked first, and what changes is shown. Contacts follow at the next look at each;
    carryover crm sync --all looks at everybody, carryover crm diff shows what it would change.
    """
    screen, at = Screen(as_json=as_json), session(context)
    rules = _checked(screen, at, file, offline=care.offline)
    changed = changes(_plain(at.crm.rules.read()), _plain(rules))
    screen.show(*_drawn(screen, rules), _told(changed))
    if changed and not care.dry_run:
        confirmed(f"Put these rules in force on {at.stage}?", yes=care.yes)
        order = at.console.order(intent.by, intent.why)
        at.console.audit.write(Act(Deed.CRM_RULES_PUT, "; ".join(changed)[:1000], order))
        at.crm.rules.put(rules)
    said = "would be in force (dry run)" if care.dry_run else "are in force"
    document = {"stage": at.stage, "dry_run": care.dry_run, "changes": changed, **_plain(rules)}
    screen.answer(document, f"the rules of {file} {said}")


@command(app, "show", "crm rules show", "crm rules show > mapping.yaml")
def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Print the rules in force, as a file that can be edited and put again."""
    screen, at = Screen(as_json=as_json), session(context)
    rules = at.crm.rules.read()
    if as_json:
        screen.answer({"stage": at.stage, **_plain(rules)})
    elif rules.locations:
        screen.raw(as_yaml(_plain(rules)))
    else:
        screen.note("no rules are in force: carryover crm rules put FILE --why …", "yellow")


def _checked(screen: Screen, at: Session, file: Path, *, offline: bool) -> Rules:
    """Read and look up. Raises ``Refusal`` with every fault."""
    found = written(file)
    try:
        rules = Rules.model_validate(found.said)
    except ValidationError as error:
        told = [_fault(found, each["loc"], each["msg"]) for each in error.errors()]
        raise faulty(file, told) from None
    if not rules.locations:
        raise Refusal(f"{file} names no location: with it no contact would show anything")
    if not offline:
        with screen.counting("asking HighLevel"):
            faults = list(_outside(at, rules, found))
        if faults:
            raise faulty(file, faults)
    return rules


def _fault(found: Written, loc: tuple[int | str, ...], told: str) -> str:
    place = ".".join(str(each) for each in loc if each != "[key]")
    said = told.removeprefix("Value error, ")
    known = "is no key we know" if said.startswith("Extra inputs") else said
    return found.told(f"{place}: {known[:1].lower()}{known[1:]}")


def _outside(at: Session, rules: Rules, found: Written) -> Iterator[str]:
    """Find accounts without a key, and the first name of a location that is not there."""
    keys = at.console.keys.reread()
    layouts = Layouts(at.crm.highlevel, at.console.now)
    for name, theirs in rules.locations.items():
        for account in theirs.accounts:
            if account not in keys:
                place = f"locations.{name}.accounts"
                yield found.told(f"{place}: there is no Stripe key for the account {account}")
        try:
            layouts.of(name, theirs)
        except NeedsReview as error:
            yield found.told(f"locations.{name}: {error.sentence}")


def _plain(rules: Rules) -> dict[str, Any]:
    """Write rules as a file has them; what goes without saying is left out."""
    document = rules.model_dump(mode="json", exclude_defaults=True)
    for each in document.get("locations", {}).values():
        if "plans" in each:
            each["plans"] = sorted(each["plans"])
    return document


def _drawn(screen: Screen, rules: Rules) -> Iterator[RenderableType]:
    for name, theirs in rules.locations.items():
        rows = [
            *({"what": s, "how": "field", "called": n} for s, n in theirs.fields.items()),
            *({"what": s, "how": "tag", "called": n} for s, n in theirs.tags.items()),
            *(
                {"what": s, "how": "workflow", "called": r.name}
                for s, r in theirs.workflows.items()
            ),
        ]
        yield screen.listing(name, SHOWN, rows, empty=f"{name} shows nothing")
        yield sheet("", _said(theirs))


def _said(rules: LocationRules) -> dict[str, Text | str | None]:
    return {
        "pays into": ", ".join(rules.accounts),
        "only who pays for": ", ".join(sorted(rules.plans)) or "anything",
        "no contact yet": "is made" if rules.create else "stays none",
        "days are those of": rules.timezone,
        "card is changed at": rules.billing_page,
        "invoices": f"mirrored since {rules.mirror.since}" if rules.mirror else "not mirrored",
    }


def _told(changed: list[str]) -> RenderableType:
    if not changed:
        return Text("Nothing changes: these rules are in force already.", "dim")
    colours = {"+": "green", "-": "red", "~": "yellow"}
    lines = [Text(f"{line}\n", colours[line[0]]) for line in changed]
    return Text.assemble(("What changes\n", "bold"), *lines)
