"""``carryover migrate cutover old`` and ``switch-off``: sources fall silent in the end."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from carryover.migration.cutover.old import Old, OldEndpoints
from carryover.replay.model import Act, Deed
from cli.command import command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.webhooks import recorded
from cli.options import AsJson, Caution, Intent, SomeAccount
from cli.render import Column, Screen, coloured, plain
from cli.session import Session, confirmed, session

app = typer.Typer()

OLD: Final = (
    Column("account", plain("account", "cyan")),
    Column("endpoint", plain("endpoint")),
    Column("", coloured("status")),
    Column("leads to", plain("url"), fold=True),
    Column("version", plain("version"), room=140),
    Column("what hangs on it", plain("hangs"), fold=True),
)


@command(app, "old", "migrate cutover old", "migrate cutover old --account us --json")
def old(
    context: typer.Context,
    account: SomeAccount = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """List the webhook endpoints sources had before, what hangs on them, and what is left there."""
    screen, at, opened = Screen(as_json=as_json), session(context), Project.open(project)
    former = _former(at, opened)
    aliases = opened.chosen([account] if account else [])
    rows = [_old(alias, each) for alias in aliases for each in former.of(alias)]
    left = {alias: list(former.left(alias)) for alias in aliases}
    told = [f"{alias} still has {', '.join(these)}" for alias, these in left.items() if these]
    screen.answer(
        {"run": opened.name, "endpoints": rows, "left": left},
        screen.listing("Old endpoints", OLD, rows, empty="Nobody else listens to the sources."),
        *(Text(each, "yellow") for each in told),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Caution):
    """Which endpoint, and which way."""

    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="A source's alias.")]
    endpoint: Annotated[str, typer.Argument(metavar="ENDPOINT", help="As `cutover old` names it.")]
    undo: Annotated[bool, typer.Option("--undo", help="Switch it on again.")] = False

    @property
    def verb(self) -> str:
        """Say which way."""
        return "on" if self.undo else "off"


@command(
    app,
    "switch-off",
    'migrate cutover switch-off us we_1AbC --why "the CRM reads the new account"',
)
def switch_off(
    context: typer.Context,
    choice: Switch,
    intent: Intent,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Disable an old endpoint of a source; refused while anything is left there to hear of.

    It is not deleted: --undo switches it on again.
    """
    screen, at, opened = Screen(as_json=as_json), session(context), Project.open(project)
    former, account = _former(at, opened), opened.source(choice.account)
    if not choice.undo:
        former.refuse_if_needed(account, choice.endpoint)
    said = f"{choice.endpoint} of {account} switched {choice.verb}"
    if not choice.dry_run:
        confirmed(f"Switch {choice.endpoint} of {account} {choice.verb}?", yes=choice.yes)
        order = at.migration.order(intent.by, intent.why)
        at.migration.audit.write(Act(Deed.WEBHOOKS_CHANGED, said, order))
        former.switch(account, choice.endpoint, on=choice.undo)
    document = {"account": account, "endpoint": choice.endpoint, "switched": choice.verb}
    screen.answer(
        {**document, "dry_run": choice.dry_run},
        f"dry run: {said}" if choice.dry_run else Text(said, "green"),
    )


def _former(at: Session, opened: Project) -> OldEndpoints:
    return OldEndpoints(at.stripe, recorded(at), opened.name, at.vault.address)


def _old(account: str, old_one: Old) -> dict[str, Any]:
    endpoint = old_one.endpoint
    return {
        "account": account,
        "endpoint": endpoint.id,
        "status": "enabled" if endpoint.enabled else "disabled",
        "url": endpoint.url,
        "version": endpoint.version or None,
        "events": sorted(endpoint.events),
        "hangs": "; ".join(old_one.hangs),
    }
