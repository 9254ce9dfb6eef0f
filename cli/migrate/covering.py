"""``carryover migrate cards coverage``: whoever pays is mapped, or is listed here with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from rich.console import RenderableType
from rich.text import Text

from carryover.migration.audit.monthly import PriceList, monthly
from carryover.migration.cards.coverage import Coverage, Missing, Payer, coverage, payer
from carryover.migration.cards.people import Meeting, disputed
from carryover.migration.model import Old
from carryover.migration.planning.papers import Subscription
from carryover.migration.sheets import line
from carryover.migration.snapshot.archive import Archive
from carryover.migration.stripe_json import id_of
from cli.command import Refusal, command
from cli.migrate import mapping
from cli.migrate.project import DEFAULT, Folder, Project, writing
from cli.migrate.wording import told
from cli.options import AsJson, Intent, SomeAccounts
from cli.render import Column, Screen, plain

app = typer.Typer()

MISSING: Final = "cards/missing.csv"
SHOWN: Final = 20

SOURCES: Final = (
    Column("source", plain("account", "cyan")),
    Column("paying", plain("paying"), number=True),
    Column("covered", plain("covered"), number=True),
    Column("%", plain("share"), number=True),
    Column("a month", plain("money"), number=True),
    Column("of that not covered", plain("money_missing"), number=True),
)
LACKING: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("customer", plain("customer")),
    Column("a month", plain("money"), number=True),
    Column("what is missing", plain("sentence", "yellow"), fold=True),
)


@dataclass(frozen=True, slots=True)
class Which:
    """Whose subscriptions."""

    account: SomeAccounts = field(default_factory=list)


@command(app, "coverage", "migrate cards coverage", "migrate cards coverage --account us --json")
def covered(
    which: Which,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Count who pays and can be charged in the target, and list who cannot.

    Needs the snapshots and the imported mapping, no stage and no keys. What counts is the one way
    to pay that is really charged. The whole list is written to cards/missing.csv. Exit code 1 when
    somebody is missing, or two people became one customer.
    """
    screen, place = Screen(as_json=as_json), Project.open(project)
    known = mapping.known(place)
    with screen.counting("reading snapshots"):
        people = mapping.met(place, mapping.imported(place), everybody=True)
        found = [_covered(place, alias, known, people) for alias in place.chosen(which.account)]
    document = _document(found, people)
    _listed(place, document["missing"])
    screen.answer(document, *_drawn(screen, document))
    if document["missing"] or any(each.stops for each in people):
        raise typer.Exit(1)


@command(app, "same-person", 'migrate cards same-person cus_123 --why "asked her"')
def same_person(
    customers: Annotated[
        list[str], typer.Argument(metavar="CUSTOMER...", help="New ids, as coverage names them.")
    ],
    intent: Intent,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Say that customers of several sources who became one customer are one person."""
    screen, place = Screen(as_json=as_json), Project.open(project)
    shared = {new for each in mapping.met(place, mapping.imported(place), everybody=False)
              for new in each.new}  # fmt: skip
    if strange := sorted(set(customers) - shared):
        raise Refusal(f"{strange[0]} is not the new id of customers of several sources")
    mapping.say_one_person(place, customers, f"{intent.by}: {intent.why}")
    screen.answer({"one_person": customers}, f"noted: {', '.join(customers)}")


def payers(archive: Archive) -> Iterator[Payer]:
    """Go through the subscriptions of a snapshot that pay."""
    prices = PriceList()
    for price in archive.each("price"):
        prices.learn(price)
    for raw in archive.each("subscription"):
        if found := _payer(archive.manifest.account, raw, prices):
            yield found


def _payer(alias: str, raw: dict[str, Any], prices: PriceList) -> Payer | None:
    worth = monthly(raw, prices)
    try:
        return payer(alias, Subscription.model_validate(raw), monthly=worth)
    except ValidationError:
        who = id_of(raw.get("customer"))
        name, currency = str(raw.get("id", "?")), str(raw.get("currency", ""))
        return Payer(alias, name, who, None, currency, worth, readable=False)


def owners(archive: Archive) -> dict[str, str]:
    """Say whose each way to pay is that is charged."""
    return {each.method: each.customer for each in payers(archive) if each.method}


def _covered(
    place: Project, alias: str, known: Mapping[Old, str], people: list[Meeting]
) -> Coverage:
    archive = mapping.archive(place, alias)
    if archive is None:
        raise Refusal(f"there is no snapshot of {alias}: carryover migrate snapshot")
    return coverage(alias, payers(archive), known, disputed=disputed(people))


def _document(found: list[Coverage], people: list[Meeting]) -> dict[str, Any]:
    return {
        "sources": [_row(each) for each in found],
        "missing": [_missing(one) for each in found for one in each.missing],
        "people": [_meeting(each) for each in people],
    }


def _row(each: Coverage) -> dict[str, Any]:
    share = 100 * each.covered / each.paying if each.paying else 100.0
    return {
        "account": each.account,
        "paying": each.paying,
        "covered": each.covered,
        "share": f"{share:.1f}",
        "complete": each.complete,
        "money": dict(sorted(each.money.items())),
        "money_missing": dict(sorted(each.money_missing.items())),
        "unknown_money": each.unknown_money,
    }


def _missing(one: Missing) -> dict[str, Any]:
    return {
        "subscription": f"{one.payer.account}/{one.payer.subscription}",
        "customer": one.payer.customer,
        "method": one.payer.method,
        "currency": one.payer.currency,
        "monthly": one.payer.monthly,
        "gap": one.gap.value,
        "sentence": one.sentence,
    }


def _meeting(each: Meeting) -> dict[str, Any]:
    return {
        "kind": each.kind.value,
        "old": [str(old) for old in each.olds],
        "new": list(each.new),
        "stops": each.stops,
        "sentence": each.sentence,
    }


def _listed(place: Project, missing: list[dict[str, Any]]) -> None:
    names = ("subscription", "customer", "method", "currency", "monthly", "gap", "sentence")
    with writing(place.root / MISSING) as file:
        file.write(line(names))
        file.writelines(line(one[name] for name in names) for one in missing)


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    missing = document["missing"]
    drawn = [
        {**row, "money": told(row["money"]), "money_missing": told(row["money_missing"])}
        for row in document["sources"]
    ]
    yield screen.listing("Card mapping", SOURCES, drawn, empty="No sources.")
    if missing:
        shown = [{**one, "money": _money(one)} for one in missing[:SHOWN]]
        title = f"Not covered: {len(missing):,} ({MISSING})"
        yield screen.listing(title, LACKING, shown, empty="")
    for meeting in document["people"]:
        yield Text(meeting["sentence"], "red" if meeting["stops"] else "dim")


def _money(one: Mapping[str, Any]) -> str:
    return "?" if one["monthly"] is None else told({one["currency"]: one["monthly"]})
