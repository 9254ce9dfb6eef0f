"""``carryover access rules``: which plan opens which offer, and what ends what (KAJ-1, KAJ-2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml
from rich.console import RenderableType
from rich.text import Text

from carryover.access.rules import Rules, SiteRules
from carryover.adapters.stripe.billing import StripeBilling
from carryover.replay.model import Act, Deed
from cli.access.rules_file import Written, read, told
from cli.access.rules_losing import losing
from cli.access.rules_outside import Outside, Titles
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain, sheet
from cli.session import Session, confirmed, session

app = typer.Typer(no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The rules, as docs/access/rules.example.yaml.")
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Look at the file only; ask neither Stripe nor Kajabi.")
]

PLANS: Final = (
    Column("plan", plain("plan", "cyan"), fold=True),
    Column("is", plain("called")),
    Column("opens", plain("offer"), fold=True),
    Column("which is", plain("offer_called")),
)


@dataclass(frozen=True, slots=True)
class Placing(Caution):
    """How careful to be."""

    offline: Offline = False


@command(
    app,
    "check",
    "access rules check rules.yaml",
    "--stage prod access rules check rules.yaml --json",
    "access rules check rules.yaml --offline",
)
def check(
    context: typer.Context, file: File, *, offline: Offline = False, as_json: AsJson = False
) -> None:
    """Read a file of rules and look up everything it names; changes nothing.

    Every fault is told with its line. Offers and tags are looked up where the site has an API key.
    """
    screen, at = Screen(as_json=as_json), session(context)
    written, titles = _checked(screen, at, file, offline=offline)
    document = {"stage": at.stage, "file": str(file), **_document(written.rules, titles)}
    screen.answer(document, *_drawn(screen, written.rules, titles))
    screen.note(f"{file} can be put in force: carryover access rules put", "green")


@command(
    app,
    "put",
    'access rules put rules.yaml --why "spring prices"',
    'access rules put rules.yaml --why "spring prices" --dry-run',
)
def put(
    context: typer.Context, file: File, intent: Intent, care: Placing, *, as_json: AsJson = False
) -> None:
    """Put a file of rules in force, in place of all the rules before.

    It is checked first, and what changes is shown. Who has access already keeps it until the next
    look at their subscription; carryover access repair looks at everybody.
    """
    screen, at = Screen(as_json=as_json), session(context)
    written, titles = _checked(screen, at, file, offline=care.offline)
    before = at.access.rules.read()
    changes = list(_changes(before, written.rules))
    document: dict[str, Any] = {"stage": at.stage, "dry_run": care.dry_run, "changes": changes}
    screen.show(*_drawn(screen, written.rules, titles), _changed(changes))
    if changes and not care.offline:
        document["losing"] = _warned(screen, at, before, written.rules)
    if changes and not care.dry_run:
        confirmed(f"Put these rules in force on {at.stage}?", yes=care.yes)
        order = at.console.order(intent.by, intent.why)
        at.console.audit.write(Act(Deed.ACCESS_RULES_PUT, "; ".join(changes)[:1000], order))
        at.access.rules.put(written.rules)
    said = "would be in force (dry run)" if care.dry_run else "are in force"
    screen.answer({**document, **_document(written.rules, titles)}, f"the rules of {file} {said}")


@command(app, "show", "access rules show", "access rules show > rules.yaml")
def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Print the rules in force, as a file that can be edited and put again."""
    screen, at = Screen(as_json=as_json), session(context)
    rules = at.access.rules.read()
    if as_json:
        screen.answer({"stage": at.stage, **_plain(rules)})
    elif rules.sites:
        screen.raw(yaml.safe_dump(_plain(rules), sort_keys=False, allow_unicode=True).rstrip())
    else:
        screen.note("no rules are in force: carryover access rules put FILE --why …", "yellow")


def _checked(screen: Screen, at: Session, file: Path, *, offline: bool) -> tuple[Written, Titles]:
    """Read and look up. Raises ``Refusal`` with every fault."""
    written, titles = read(file), Titles()
    if offline:
        return written, titles
    outside = Outside(at.stripe, at.access.catalogue, frozenset(at.console.keys.reread()))
    with screen.counting("asking Stripe and Kajabi"):
        faults = sorted(outside.faults(written, titles), key=lambda fault: fault.line)
    if faults:
        raise Refusal(told(file, faults))
    return written, titles


def _warned(screen: Screen, at: Session, before: Rules, after: Rules) -> dict[str, int]:
    """Say how many who pay lose what, before anybody decides."""
    with screen.counting("asking Stripe who pays"):
        lost = losing(StripeBilling(at.stripe), before, after)
    for what, members in lost.items():
        site, _, offer = what.partition(" ")
        screen.note(f"{members:,} who pay lose offer {offer} at {site}", "red")
    return lost


def _plain(rules: Rules) -> dict[str, Any]:
    """Write rules as a file has them; sets in order, so that two printings are equal."""
    document = rules.model_dump(mode="json")
    for site in document["sites"].values():
        for name, value in site.items():
            if name in {"cancel_tags", "paying"}:
                site[name] = sorted(value)
    return document


def _document(rules: Rules, titles: Titles) -> dict[str, Any]:
    """Put checked rules into their machine shape (cli/README.md)."""
    called = {"plans": titles.plans, "offers": titles.offers, "tags": titles.tags}
    return {**_plain(rules), "called": called}


def _drawn(screen: Screen, rules: Rules, titles: Titles) -> Iterator[RenderableType]:
    for name, site in rules.sites.items():
        rows = [
            {
                "plan": plan,
                "called": titles.plans.get(plan),
                "offer": offer,
                "offer_called": titles.offers.get(offer),
            }
            for plan, offers in site.plans.items()
            for offer in offers
        ]
        yield screen.listing(name, PLANS, rows, empty="no plans")
        yield sheet("", _said(site, titles))


def _said(site: SiteRules, titles: Titles) -> dict[str, Text | str | None]:
    tags = [f"tag {tag} {titles.tags.get(tag, '')}".strip() for tag in sorted(site.cancel_tags)]
    when = "at once" if site.ends == "now" else "at the end of the period paid"
    return {
        "pays into": ", ".join(site.accounts),
        "keeps access while": ", ".join(sorted(site.paying)),
        "a cancellation is": ", ".join((*tags, "or what they had, gone")),
        "and ends": when,
        "access ends": "with the subscription" if site.withdraws else "never by itself",
        "welcome e-mail": "is sent" if site.welcome else "is not sent",
        "is reached": "by its API key" if site.route == "api" else "by its offers' inbound URLs",
    }


def _changes(before: Rules, after: Rules) -> Iterator[str]:
    """Say what is different, one short line each."""
    old, new = dict(_lines(_plain(before))), dict(_lines(_plain(after)))
    for place in dict.fromkeys((*old, *new)):
        if place not in new:
            yield f"- {place}: {old[place]}"
        elif place not in old:
            yield f"+ {place}: {new[place]}"
        elif old[place] != new[place]:
            yield f"~ {place}: {old[place]} → {new[place]}"


def _lines(found: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _lines(value, f"{place}.{key}" if place else str(key))
    else:
        yield place.removeprefix("sites."), _word(found)


def _word(found: object) -> str:
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _changed(changes: list[str]) -> RenderableType:
    if not changes:
        return Text("Nothing changes: these rules are in force already.", "dim")
    colours = {"+": "green", "-": "red", "~": "yellow"}
    lines = [Text(f"{line}\n", colours[line[0]]) for line in changes]
    return Text.assemble(("What changes\n", "bold"), *lines)
