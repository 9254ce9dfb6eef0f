"""``carryover migrate cutover``: the target speaks to the stage, and secrets and keys rotate."""

import typer
from rich.text import Text

from carryover.migration.cutover.policy import Wish
from carryover.replay.model import Act, Deed
from cli.command import Refusal, command
from cli.migrate import old_endpoints
from cli.migrate.accounts import seat_of
from cli.migrate.key_keeping import NewKey, keep
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.webhooks import Choice, Work
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import confirmed, session

app = typer.Typer(no_args_is_help=True)
app.registered_commands.extend(old_endpoints.app.registered_commands)


@command(app, "plan", "migrate cutover plan", "migrate cutover plan --renew --json")
def plan(
    context: typer.Context, choice: Choice, project: Folder = DEFAULT, *, as_json: AsJson = False
) -> None:
    """Show what cutover would do now, and what only later; nothing is written."""
    work = Work.begin(context, project, choice)
    work.show(Screen(as_json=as_json), work.plan(), dry_run=True)


@command(
    app,
    "apply",
    'migrate cutover apply --why "go live"',
    'migrate cutover apply --renew --why "yearly rotation"',
    'migrate cutover apply --renew --retire --why "the secret leaked"',
)
def apply(
    context: typer.Context,
    choice: Choice,
    intent: Intent,
    caution: Caution,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Connect the target's webhooks to the stage: the pinned version, exactly the events we hear.

    The signing secret goes from Stripe's answer into the stage's secret and nowhere else. It can be
    stopped anywhere and begun again; both secrets are accepted while one replaces the other.
    """
    screen, work = Screen(as_json=as_json), Work.begin(context, project, choice)
    planned = work.plan()
    if planned.refusal:
        raise Refusal(planned.refusal)
    if caution.dry_run or not planned.steps:
        work.show(screen, planned, dry_run=caution.dry_run)
        return
    screen.show(work.listing(screen, planned))
    confirmed(f"Do this to {work.account} on {work.at.stage}?", yes=caution.yes)
    order = work.at.migration.order(intent.by, intent.why)
    said = "; ".join(work.told(step) for step in planned.steps)
    act = Act(Deed.WEBHOOKS_CHANGED, f"{work.account}: {said}", order)
    work.at.migration.audit.write(act)
    done = [work.told(each) for each in work.cutover.all(work.wish, work.now())]
    left = work.cutover.plan(Wish(), work.now())
    document = {**work.document(left, dry_run=False), "done": done}
    screen.answer(document, *(Text(f"✓ {each}", "green") for each in done), *left.later)


@command(app, "status", "migrate cutover status")
def status(
    context: typer.Context, choice: Choice, project: Folder = DEFAULT, *, as_json: AsJson = False
) -> None:
    """Tell whether webhooks arrive as they should. Exit code 1 when something is left to do."""
    work = Work.begin(context, project, choice)
    planned = work.plan()
    work.show(Screen(as_json=as_json), planned, dry_run=True)
    if not planned.settled:
        raise typer.Exit(1)


@command(app, "rotate-key", 'migrate cutover rotate-key us --key-from NEW_KEY --why "yearly"')
def rotate_key(
    context: typer.Context,
    new: NewKey,
    intent: Intent,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Replace an account's key in the stage's secret: checked first, and only of the same account.

    Workers go on with the old key until Stripe refuses it, so revoke it in the Dashboard after.
    """
    at, screen = session(context), Screen(as_json=as_json)
    seat = seat_of(Project.open(project), new.account)
    if new.account not in at.migration.keys.reread():
        raise Refusal(f"{at.stage} has no key of {new.account} to rotate: use accounts set")
    kept = keep(at, seat, new, intent)
    screen.answer(kept, kept["said"])
    if not new.dry_run:
        screen.note("now revoke the old key: Dashboard → Developers → API keys", "dim")
