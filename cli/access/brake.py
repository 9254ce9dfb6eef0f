"""``carryover access brake``: so many left at once that a person decides about the rest (KAJ-2)."""

from dataclasses import dataclass
from typing import Annotated, Literal

import typer

from carryover.access.messages import ReleaseBrake
from carryover.replay.model import Act, Deed
from cli.access.following import STUCK, Following, answered, sent
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import Session, confirmed, session

app = typer.Typer()

SHOWN = 1_000
"""Wishes that are listed."""


@dataclass(frozen=True, slots=True)
class Choice(Caution):
    """What becomes of those that wait, and how careful to be."""

    release: Annotated[
        bool, typer.Option("--release", help="They mean it: each is confirmed and carried out.")
    ] = False
    discard: Annotated[bool, typer.Option("--discard", help="A mishap: none is carried out.")] = (
        False
    )


@command(
    app,
    "brake",
    'access brake academy --dry-run --why "look"',
    'access brake academy --discard --why "the offer was deleted by mistake"',
    'access brake academy --release --why "the course has ended, they all mean it"',
)
def brake(
    context: typer.Context,
    site: Annotated[str, typer.Argument(metavar="SITE", help="As the rules name it.")],
    intent: Intent,
    choice: Choice,
    following: Following,
    *,
    as_json: AsJson = False,
) -> None:
    """Show who is held by a site's brake; release or discard all of them, and let it go."""
    screen, at = Screen(as_json=as_json), session(context)
    if site not in at.access.rules.read().sites:
        raise Refusal(f"the rules know no site {site}")
    waiting = at.access.memory.brakes.held(site, SHOWN)
    pulled = _pulled(at, site)
    document = {"stage": at.stage, "dry_run": choice.dry_run, "site": site, "held": [*waiting]}
    for wish in waiting:
        screen.note(wish)
    if choice.dry_run or not (pulled or waiting):
        said = f"{len(waiting)} held" if pulled or waiting else "the brake is not pulled"
        screen.answer({**document, "pulled": pulled, "outcome": ""}, said)
        return
    if choice.release is choice.discard:
        raise Refusal("say one: --release or --discard; --dry-run only shows who waits")
    how: Literal["release", "discard"] = "release" if choice.release else "discard"
    confirmed(f"{how.capitalize()} {len(waiting)} held wishes of {site}?", yes=choice.yes)
    order = at.console.order(intent.by, intent.why)
    at.console.audit.write(Act(Deed.ACCESS_BRAKE_DECIDED, f"{site} {how}", order))
    sent(at, order, ReleaseBrake(site=site, held=how, by=order.by, why=order.why))
    outcome = _outcome(at, site, following)
    screen.answer({**document, "pulled": pulled, "outcome": outcome}, f"{site}: {outcome}")


def _outcome(at: Session, site: str, how: Following) -> str:
    """Wait until nobody is held and the brake is off."""
    if not how.wait:
        return "sent to the worker"

    def look() -> str | None:
        held = at.access.memory.brakes.held(site, 1)
        return None if held or _pulled(at, site) else "decided, the brake is off"

    found = answered(at, how, look)
    if found is None:
        raise Refusal(STUCK)
    return found


def _pulled(at: Session, site: str) -> bool:
    found = at.access.memory.brakes.find(site)
    return found is not None and found.pulled_at is not None
