"""Writes the golden events: ``uv run python -m events.make``.

They are generated so that five API versions of one story cannot drift apart, and a test holds the
files to this script. ``stripe/`` are bodies as Stripe would post them, ``schedule/`` is what the
clock puts on a queue, ``sqs/`` are the Lambda events of our workers with such bodies inside.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from events.clock import scheduled
from events.money import money_back
from events.objects import CUSTOMER, Json
from events.sqs import worker_events
from events.story import Step, story
from events.versions import NEWEST, VERSIONLESS, VERSIONS, shown_in

HERE: Final = Path(__file__).parent

IN_EVERY_EXPORT: Final = ("customer.updated", "customer.subscription.updated", "invoice.paid")


def golden_files() -> dict[Path, str]:
    """Name every file with its exact text."""
    bodies = dict(_bodies())
    files = {HERE / "stripe" / f"{name}.json": body for name, body in bodies.items()}
    files |= {HERE / "sqs" / f"{name}.json": event for name, event in worker_events(bodies).items()}
    files |= {HERE / "schedule" / f"{name}.json": said for name, said in scheduled()}
    return {
        path: json.dumps(text, indent=2, ensure_ascii=False) + "\n" for path, text in files.items()
    }


def main() -> None:
    """Write the files, and take away goldens that are no longer told."""
    files = golden_files()
    for folder in {path.parent for path in files}:
        folder.mkdir(exist_ok=True)
        for stale in set(folder.glob("*.json")) - files.keys():
            stale.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


def _bodies() -> Iterator[tuple[str, Json]]:
    for step in story():
        for version in VERSIONS:
            yield f"{step.type}.{version}", _snapshot(step, version)
        if step.type in IN_EVERY_EXPORT:
            yield f"{step.type}.{VERSIONLESS}", _snapshot(step, VERSIONLESS)
    yield from _oddities()


def _snapshot(step: Step, version: str) -> Json:
    after = shown_in(version, step.after)
    data: Json = {"object": after}
    if step.before is not None:
        data["previous_attributes"] = previous_attributes(shown_in(version, step.before), after)
    return _event(step.type, step.at, version, data)


def _event(event_type: str, at: int, version: str, data: Json) -> Json:
    name = "".join(part.title() for part in event_type.replace("_", ".").split("."))
    return {
        "id": f"evt_Golden{name}",
        "object": "event",
        "api_version": None if version == VERSIONLESS else version,
        "created": at,
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": event_type,
    }


def previous_attributes(before: Json, after: Json) -> Json:
    """Tell what an update replaced, as Stripe does: nested objects in part, lists whole."""
    return {
        name: _previous(before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def _previous(before: object, after: object) -> object:
    if isinstance(before, dict) and isinstance(after, dict):
        return previous_attributes(before, after)
    return before


def _oddities() -> Iterator[tuple[str, Json]]:
    """Add what is not in the story: a thin event, somebody else's, one we do not need."""
    at = CUSTOMER["created"] + 86_400
    mine = {"object": CUSTOMER, "previous_attributes": {"phone": "+49 000 000"}}
    yield (
        f"customer.updated.connected.{NEWEST}",
        _event("customer.updated", at, NEWEST, mine)
        | {"id": "evt_GoldenConnected", "account": "acct_GoldenConnected"},
    )
    charge = {"id": "ch_GoldenRenewal00000000001", "object": "charge", "amount": 1710}
    yield (
        f"charge.succeeded.{NEWEST}",
        _event("charge.succeeded", at, NEWEST, {"object": charge}),
    )
    yield "v1.customer.subscription.past_due.thin", _thin(at)
    for event_type, when, version, about in money_back():
        body = _event(event_type, when, version, {"object": about})
        yield f"{event_type}.{version}", body


def _thin(at: int) -> Json:
    subscription = "sub_GoldenStudioMonthly00001"
    return {
        "id": "evt_test_GoldenThin",
        "object": "v2.core.event",
        "created": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}.500Z",
        "livemode": False,
        "reason": None,
        "related_object": {
            "id": subscription,
            "type": "subscription",
            "url": f"/v1/subscriptions/{subscription}",
        },
        "type": "v1.customer.subscription.past_due",
    }


if __name__ == "__main__":
    main()
