"""What can be sent again, and what is written down when somebody does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Source
from carryover.ports.journal import Outcome
from carryover.ports.outbox import Queue


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message its worker gave up on, while we hold it."""

    id: str
    """SQS's message id: the same as in the worker's log, since moving a message keeps it."""
    queue: Queue
    """The queue it failed on, and goes back to."""
    body: str
    sent_at: datetime
    """When it first entered its queue; SQS keeps it until 14 days after this moment."""
    first_received_at: datetime | None
    receives: int
    """How often it was handed out: the worker's tries and, since then, people's looks."""
    handle: str
    """SQS's receipt: lets the holder delete or release it."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What can be read on a message's envelope; every field empty where it cannot."""

    id: str = ""
    cause: str = ""
    account: str = ""
    about: str = ""
    """In a few words: ``invoice.paid evt_1``, ``subscription sub_1``, ``sync.events``."""

    @property
    def readable(self) -> bool:
        """An unreadable message fails again unless the code has learned to read it."""
        return bool(self.id)


class Deed(StrEnum):
    """What people do that is worth remembering."""

    DEAD_LETTER_REPLAYED = "dead_letter_replayed"
    EVENT_REPLAYED = "event_replayed"
    EVENTS_IMPORTED = "events_imported"
    PERSONAL_DATA_REVEALED = "personal_data_revealed"
    REVIEW_CLOSED = "review_closed"
    SYNC_ASKED = "sync_asked"
    DUNNING_RULES_PUT = "dunning_rules_put"
    DUNNING_RETRY_ASKED = "dunning_retry_asked"
    DUNNING_PAUSED = "dunning_paused"
    DUNNING_RESUMED = "dunning_resumed"
    DUNNING_CLOSED = "dunning_closed"
    CRM_RULES_PUT = "crm_rules_put"
    CRM_SYNC_ASKED = "crm_sync_asked"
    MIGRATION_APPROVED = "migration_approved"
    MIGRATION_CATALOGUE_ASKED = "migration_catalogue_asked"
    MIGRATION_CATALOGUE_CLOSED = "migration_catalogue_closed"
    MIGRATION_WAVE_OPENED = "migration_wave_opened"
    MIGRATION_WAVE_CHANGED = "migration_wave_changed"
    MIGRATION_RETRIED = "migration_retried"
    MIGRATION_ROLLBACK_ASKED = "migration_rollback_asked"
    MIGRATION_CHECK_CONFIRMED = "migration_check_confirmed"
    ACCESS_RULES_PUT = "access_rules_put"
    ACCESS_CANCEL_ASKED = "access_cancel_asked"
    ACCESS_AUDIT_ASKED = "access_audit_asked"
    ACCESS_REPAIR_ASKED = "access_repair_asked"
    ACCESS_DECIDED = "access_decided"
    ACCESS_BRAKE_DECIDED = "access_brake_decided"
    ACCESS_PROVISION_ASKED = "access_provision_asked"
    STRIPE_KEY_STORED = "stripe_key_stored"
    WEBHOOKS_CHANGED = "webhooks_changed"


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants it, why, and when: what every deed of one command has in common."""

    by: str
    why: str
    at: datetime
    cause: str
    """The correlation id of what follows from it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit trail."""

    deed: Deed
    what: str
    """The thing it was done to, for example ``evt_1 of us``."""
    order: Order


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds of the journal, both ends included."""

    since: Seconds
    until: Seconds


@dataclass(frozen=True, slots=True)
class Filter:
    """Which journal entries a person means. Empty fields let everything pass."""

    window: Window
    types: tuple[str, ...] = ()
    """Stripe's names, ``*`` allowed: ``invoice.*``."""
    outcomes: frozenset[Outcome] = frozenset()
    sources: frozenset[Source] = frozenset()
    subject: str = ""
    """Part of the subject, usually an id."""
