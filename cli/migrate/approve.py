"""``carryover migrate approve``: a person puts one plan in force, and says why."""

import gzip
from collections.abc import Iterable, Sized
from itertools import batched
from typing import Annotated, Final

import typer

from carryover.migration.model import Old, Run
from carryover.migration.planning.entry import Outcome
from carryover.migration.planning.plan import Plan
from carryover.replay.model import Act, Deed, Order
from cli.command import Refusal, command
from cli.migrate import planned
from cli.migrate.desk import Desk
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.wording import many
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import confirmed, session

app = typer.Typer()

BATCH: Final = 1_000
"""Pairs of ids handed over at once."""

MOVING: Final[tuple[Outcome, ...]] = ("moves", "later")

type Pairs = Iterable[tuple[Old, str]]


@command(
    app,
    "approve",
    'migrate approve 8f3a9b1c2d4e --why "signed off by finance"',
    "migrate approve 8f3a9b1c2d4e --why … --dry-run",
)
def approve(
    context: typer.Context,
    plan_hash: Annotated[
        str,
        typer.Argument(metavar="HASH", help="Of the plan you looked at; its beginning will do."),
    ],
    intent: Intent,
    care: Caution,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Put the plan in force on a stage: only this plan can be executed there, by its hash.

    Uploads the plan, the list of what the catalogue needs and the card mapping. Approving the same
    plan again changes nothing; another one replaces it for the waves that are opened from then on.
    """
    screen, at = Screen(as_json=as_json), session(context)
    place, desk = Project.open(project), at.migration
    plan = planned.taken_up(place)
    planned.named(plan, plan_hash)
    cards = planned.cards(place)
    before = _before(place, desk)
    moving = many(_moving(plan))
    if not care.dry_run:
        told = f"Approve {plan.hash[:12]} on {at.stage}: {moving} to {place.settings.target}?"
        confirmed(told, yes=care.yes)
        order = desk.order(intent.by, intent.why)
        _upload(screen, place, desk, plan, cards.items())
        _put_in_force(place, desk, plan, order)
    document = {"stage": at.stage, "dry_run": care.dry_run, **_document(place, plan, cards, before)}
    said = "would be approved (dry run)" if care.dry_run else "approved"
    screen.answer(document, f"plan {plan.hash[:12]} {said}: {moving}")
    screen.note("next: carryover migrate catalogue, then execute", "dim")


def _document(
    project: Project, plan: Plan, cards: Sized, before: Run | None
) -> dict[str, str | int | None]:
    return {
        "run": project.name,
        "plan": plan.hash,
        "replaces": before.plan if before else None,
        "moving": _moving(plan),
        "cards": len(cards),
        "needs": len(plan.head.needs),
    }


def _moving(plan: Plan) -> int:
    return sum(plan.head.outcomes.get(outcome, 0) for outcome in MOVING)


def _before(project: Project, desk: Desk) -> Run | None:
    """Find what is in force; a run's accounts never change, for its ids would lose their sense."""
    before = desk.runs.find(project.name)
    settings = project.settings
    if before is None:
        return None
    if before.target != settings.target or not set(before.sources) <= set(settings.sources):
        raise Refusal(
            f"{project.name} was approved for {', '.join(before.sources)} to {before.target}; with "
            "other accounts it is another migration: give it another name"
        )
    return before


def _upload(screen: Screen, project: Project, desk: Desk, plan: Plan, cards: Pairs) -> None:
    """Lay everything down that the plan's waves will need. If this is stopped, nothing is in force
    yet, and the same command does it again."""
    run = project.name
    with screen.counting("uploading"):
        body = gzip.compress(b"".join(plan.dump()), mtime=0)
        desk.bodies.put(f"migrations/{run}/plans/{plan.hash}.jsonl.gz", body)
        desk.needs.put(run, plan.hash, [need.old for need in plan.head.needs])
    for some in screen.counted("mapping cards", batched(cards, BATCH, strict=False)):
        desk.ids.remember(run, dict(some))


def _put_in_force(project: Project, desk: Desk, plan: Plan, order: Order) -> None:
    """Write down who approves, then do it."""
    desk.audit.write(Act(Deed.MIGRATION_APPROVED, f"{project.name}: plan {plan.hash}", order))
    settings = project.settings
    desk.runs.approve(
        Run(
            name=project.name,
            target=settings.target,
            sources=settings.sources,
            plan=plan.hash,
            rules=plan.head.rules.model_dump_json(),
            approved_by=order.by,
            why=order.why,
            approved_at=order.at,
        )
    )
