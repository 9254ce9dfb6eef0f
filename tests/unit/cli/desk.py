"""Somebody at a keyboard, before a stage in memory."""

import json
from dataclasses import dataclass, field
from typing import Any

from typer.testing import CliRunner

from carryover.kernel.messages import Source
from carryover.ports.journal import Entry, EventId, Outcome
from carryover.ports.outbox import Queue
from carryover.replay.model import DeadLetter
from cli.main import build
from cli.session import Session
from tests.fakes.stage import NOON, Stage

APP = build()


@dataclass(frozen=True, slots=True)
class Said:
    """What the command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Person:
    """Types commands."""

    stage: Stage = field(default_factory=Stage)

    def types(self, *words: str, stdin: str | bytes = "") -> Said:
        session = Session("test")
        session.console = self.stage.console()
        result = CliRunner().invoke(APP, words, obj=session, input=stdin, env={"COLUMNS": "220"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)


CUSTOMER = {"object": "customer", "id": "cus_1", "name": "Zuzu", "email": "zuzu@example.com"}


def stripe_event(event_id: str = "evt_1", type_: str = "customer.updated") -> str:
    return json.dumps({"id": event_id, "type": type_, "data": {"object": CUSTOMER}})


def letter(
    message_id: str, event_id: str = "evt_1", *, queue: Queue = Queue.INBOUND, cause: str = "req-1"
) -> DeadLetter:
    body = {"kind": "stripe.event", "account": "us", "payload": stripe_event(event_id)}
    envelope = {"v": 1, "id": f"delivery-{event_id}", "cause": cause, "body": body}
    return DeadLetter(message_id, queue, json.dumps(envelope), NOON, NOON, 8, "handle")


def entry(event_id: str = "evt_1", **more: Any) -> Entry:
    says: dict[str, Any] = {
        "event": EventId("us", event_id, int(NOON.timestamp())),
        "variant": "",
        "type": "customer.updated",
        "api_version": "2026-10-28.endive",
        "subject": "customer cus_1",
        "digest": "d1",
        "outcome": Outcome.ROUTED,
        "note": "state_seen",
        "source": Source.WEBHOOK,
        "cause": "req-1",
        "journalled_at": NOON,
        "payload": stripe_event(event_id).encode(),
    }
    return Entry(**{**says, **more})
