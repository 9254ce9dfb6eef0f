"""``carryover migrate init``: a project folder with a commented ``migration.yaml`` in it."""

import json
from dataclasses import dataclass, field
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from cli.command import Refusal, command
from cli.migrate.project import DEFAULT, Folder, writing
from cli.migrate.settings import FILE, Settings, checked, faults
from cli.options import AsJson, DryRun
from cli.render import Screen

app = typer.Typer()

TEMPLATE: Final = """\
# A migration of carryover. Every key is explained here; what is commented out shows an example.

name: {name}
# The account everything moves to, and those it comes from: aliases, one per account and mode.
# Their keys come from CARRYOVER_STRIPE_KEY_<ALIAS> (US, NEW_US …) or from the stage's secret.
target: {target}
sources: {sources}

# Stripe's ids of the accounts: with them, a key of another account is refused at once.
accounts: {{}}
#  {target}: acct_1AbC…

# No move begins later than so many hours before its boundary (the end of the paid period);
# shorter for daily and weekly plans. Default 48.
# guard_hours: 48

# A plan is not made from snapshots older than so many days: the source lives on meanwhile.
snapshot_days: 7

# Rules of the plan that shall be others than the default (see docs/migration).
rules: {{}}

# What exists in the target already and shall be used: source alias/old id: new id.
catalogue: {{}}
#  prices:
#    {first}/price_1AbC: price_1XyZ
#  products: {{}}
#  coupons: {{}}
#  tax_rates: {{}}

# Sources that are no Stripe account: a name, and their subscriptions as CSV (docs/migration).
elsewhere: {{}}
#  oldcart: elsewhere/oldcart.csv
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Which accounts."""

    target: Annotated[str, typer.Option("--target", help="Alias of the account to move to.")]
    source: Annotated[
        list[str], typer.Option("--source", help="Alias of an account to move from; repeatable.")
    ] = field(default_factory=list)


@command(app, "init", "migrate init acme-2026 --target new-us --source us --source intl")
def init(
    name: Annotated[str, typer.Argument(help="The migration's name, like acme-2026.")],
    cast: Cast,
    project: Folder = DEFAULT,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Begin a migration: write a commented migration.yaml into the project folder.

    Nothing is overwritten.
    """
    path = project / FILE
    if path.exists():
        raise Refusal(f"{path} is there already; edit it, or choose another folder with --project")
    if not cast.source:
        raise Refusal("say where subscriptions come from: --source ALIAS, once per account")
    try:
        given = Settings(name=name, target=cast.target, sources=tuple(cast.source))
    except ValidationError as error:
        raise Refusal("; ".join(faults(error))) from None
    checked(given, "init")
    if not dry_run:
        with writing(path) as file:
            file.write(written(given))
    document = {"file": str(path), "dry_run": dry_run, **given.model_dump(mode="json")}
    said = f"would write {path}" if dry_run else f"written: {path}"
    screen = Screen(as_json=as_json)
    screen.answer(document, said)
    screen.note(f"next: carryover migrate snapshot --project {project}", "dim")


def written(settings: Settings) -> str:
    """Write the file as it begins."""
    return TEMPLATE.format(
        name=json.dumps(settings.name),
        target=json.dumps(settings.target),
        sources=json.dumps(settings.sources),
        first=settings.sources[0],
    )
