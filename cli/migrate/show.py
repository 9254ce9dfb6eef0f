"""``carryover migrate show``: everything about one subscription, on one screen."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import moment
from carryover.migration.model import Move
from carryover.migration.planning.telling import TOLD
from carryover.migration.store import Deed
from carryover.ports.stripe_api import Json, StripeApi
from cli.command import Refusal, command
from cli.migrate import planned
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running, Subscription
from cli.migrate.standing import worth
from cli.migrate.wording import minute, told
from cli.options import AsJson
from cli.render import Column, Screen, plain, sheet, time
from cli.session import Session, session

app = typer.Typer()

DEEDS: Final = (
    Column("at", time("at")),
    Column("account", plain("account")),
    Column("", plain("method")),
    Column("path", plain("path", "cyan"), fold=True),
    Column("what came of it", plain("outcome"), fold=True),
    Column("request", plain("request"), room=130),
)


@command(app, "show", "migrate show us/sub_123", "migrate show us/sub_123 --json")
def show(
    context: typer.Context,
    subscription: Subscription,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one subscription: where its move stands, both sides live, and every write about it.

    Both sides are read from Stripe now; what we remember is only what we remember. Of one that is
    in no wave yet: what the plan says of it.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    account, name = running.split(subscription)
    move = running.desk.moves.find(running.run.name, account, name)
    if move is None:
        _not_begun(screen, at, running, (account, name))
        return
    with screen.counting("asking Stripe"):
        source = _side(at.stripe, move.account, move.subscription)
        target = _side(at.stripe, running.run.target, move.target) if move.target else None
    deeds = sorted(running.desk.trail.of(move.run, str(move.old)), key=lambda deed: deed.at)
    document = {
        "stage": at.stage,
        **_remembered(move),
        "source": source,
        "target": target,
        "deeds": [_deed(deed) for deed in deeds],
    }
    screen.answer(document, *_drawn(screen, move, document))


def _not_begun(screen: Screen, at: Session, running: Running, named: tuple[str, str]) -> None:
    """Say what the plan in the folder has in store for it. Raises ``Refusal`` when it is not in
    there either."""
    account, subscription = named
    entry = planned.taken_up(running.project).find(account, subscription)
    if entry is None:
        raise Refusal(f"{account}/{subscription} is in no wave, and not in the plan: a new one?")
    with screen.counting("asking Stripe"):
        source = _side(at.stripe, account, subscription)
    document: dict[str, Any] = {
        "stage": at.stage,
        "run": running.run.name,
        "subscription": entry.name,
        "customer": entry.customer,
        "state": "not begun",
        "planned": entry.model_dump(mode="json"),
        "source": source,
        "target": None,
        "deeds": [],
    }
    fields: dict[str, Text | str | None] = {
        "state": Text("in no wave yet", "bold"),
        "by plan": TOLD[entry.outcome].lower(),
        "why": Text(entry.sentence, "yellow"),
        "customer": entry.customer,
        "boundary": minute(entry.boundary),
        "looked at again": minute(entry.until) if entry.until else None,
    }
    screen.answer(document, sheet(entry.name, fields), _drawn_side("source", source))


def _remembered(move: Move) -> dict[str, Any]:
    """Put a move into its machine shape (cli/README.md)."""
    return {
        "run": move.run,
        "subscription": str(move.old),
        "customer": move.customer,
        "wave": move.wave,
        "state": move.state.value,
        "attempt": move.attempt,
        "sentence": move.sentence,
        "changed": list(move.changed),
        "boundary": _iso(move.boundary),
        "next_look": _iso(move.next_look),
        "target_id": move.target,
        "expected": None if move.expected is None else move.expected.model_dump(mode="json"),
        "paid": move.paid,
        "planned": json.loads(move.planned) if move.planned else None,
    }


def _side(stripe: StripeApi, account: str, subscription: str) -> dict[str, Any] | None:
    found = stripe.get(account, f"subscriptions/{subscription}")
    return None if found is None else {"account": account, **_seen(found)}


def _seen(raw: Json) -> dict[str, Any]:
    """Keep what decides who bills; no names, no metadata."""
    ends = [item["current_period_end"] for item in raw["items"]["data"]]
    items = [
        f"{item.get('quantity') or 1} x {item['price']['id']}" for item in raw["items"]["data"]
    ]
    return {
        "id": raw["id"],
        "status": raw["status"],
        "items": items,
        "period_ends": _iso(min(ends, default=None)),
        "trial_ends": _iso(raw.get("trial_end")),
        "ends_at": _iso(raw.get("cancel_at") or raw.get("ended_at")),
        "at_period_end": "ends" if raw.get("cancel_at_period_end") else "renews",
        "paused": bool(raw.get("pause_collection")),
        "stopped_by_us": _comment(raw),
    }


def _comment(raw: Json) -> str:
    found: Mapping[str, Any] = raw.get("cancellation_details") or {}
    said = str(found.get("comment") or "")
    return said if said.startswith("carryover:") else ""


def _deed(deed: Deed) -> dict[str, Any]:
    return {
        "at": deed.at.isoformat(),
        "account": deed.account,
        "method": deed.method,
        "path": deed.path,
        "params": json.loads(deed.params),
        "key": deed.key,
        "outcome": deed.outcome or "sent; no answer was seen",
        "request": deed.request,
        "object": deed.object_id,
    }


def _drawn(screen: Screen, move: Move, document: Mapping[str, Any]) -> Iterator[RenderableType]:
    currency, minor = worth(move)
    fields: dict[str, Text | str | None] = {
        "state": Text(move.state.value, "bold"),
        "sentence": Text(move.sentence, "yellow"),
        "wave": f"{move.wave}, attempt {move.attempt}",
        "customer": move.customer,
        "boundary": minute(move.boundary),
        "next period": told({currency: minor}) if currency else "not known",
        "first renewal": {True: "paid", False: "declined", None: "not seen yet"}[move.paid],
        "next look": minute(move.next_look),
        "changed since the plan": "; ".join(move.changed),
    }
    yield sheet(str(move.old), fields)
    for side in ("source", "target"):
        yield _drawn_side(side, document[side])
    empty = "Nothing was written to Stripe about it yet."
    yield screen.listing("Writes to Stripe", DEEDS, document["deeds"], empty=empty)


def _drawn_side(title: str, side: Mapping[str, Any] | None) -> RenderableType:
    if side is None:
        return sheet(title, {"": Text("there is none", "dim")})
    rest = {name: value for name, value in side.items() if name not in {"account", "id", "items"}}
    shown = {name.replace("_", " "): str(value) if value else None for name, value in rest.items()}
    name = f"{title}: {side['account']}/{side['id']}"
    return sheet(name, {"items": ", ".join(side["items"]), **shown})


def _iso(at: int | None) -> str | None:
    return None if at is None else moment(at).isoformat()
