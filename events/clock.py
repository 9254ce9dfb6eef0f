"""What EventBridge puts on our queues: the envelopes written in template.yaml, at a golden hour."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from carryover.access.messages import Audit, Poll
from carryover.crm import messages as crm
from carryover.dunning import messages as dunning
from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import Sweep
from carryover.sync.messages import SyncEvents, SyncObjects
from events.objects import Json

HOUR: Final = datetime(2026, 1, 22, 10, tzinfo=UTC)
SAID: Final = "2026-01-22T10:00:00Z"
"""The same hour as EventBridge Scheduler writes it (``<aws.scheduler.scheduled-time>``)."""

TOLD: Final[Mapping[str, Message]] = {
    "access_audit": Audit(),
    "access_poll": Poll(),
    "crm_poll": crm.Poll(),
    "crm_reread": crm.Reread(),
    "crm_sweep": crm.Sweep(),
    "crm_walk": crm.SyncAll(),
    "dunning_discover": dunning.Discover(),
    "dunning_sweep": dunning.Sweep(),
    "migration_sweep": Sweep(),
    "sync_events": SyncEvents(),
    "sync_objects": SyncObjects(),
}


def scheduled() -> Iterator[tuple[str, Json]]:
    """Name each message and say it as it arrives."""
    for name, body in TOLD.items():
        task = name.replace("_", ".")
        letter = stamped(
            body, message_id=f"{task}:{SAID}", cause=f"schedule:{task}:{SAID}", at=HOUR
        )
        yield name, json.loads(letter.model_dump_json())
