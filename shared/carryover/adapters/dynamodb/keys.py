"""Every key of the business table.

    what                pk                              sk                       indexes
    event, by its day   EVENTS#{account}#{yyyy-mm-dd}   {event id}[#{digest}]
    record of an object OBJECT#{account}#{id}           RECORD                   both
    doubt               REVIEWS                         {id}
    failure note        FAILURE#{sqs message id}        {at}
    act of a person     AUDIT#{yyyy-mm}                 {moment}#{digest}
    sync checkpoint     SYNC#{account}                  CHECKPOINT#events
    sync report         SYNC#{account}                  RUN#{started}#{task}
    sync window         SYNC#{account}                  WINDOW#{started}#{task}
    sync page's finding SYNC#{account}                  PAGE#{started}#{task}#{number, 7 digits}
    migration run       MIGRATIONS                      {name}
    wave of a run       WAVES#{run}                     {number, 5 digits}
    move                MOVES#{run}                     {account}#{subscription} by-created
    old id to new       IDS#{run}                       {account}#{kind}#{old id}
    deed at Stripe      DEEDS#{run}                     {subject}#{digest of its key}
    pace of requests    PACE#{account}#{endpoint}       LANE
    rules of access     ACCESS                          RULES
    access link         ACCESS#{account}#{sub}          LINK                     by-created
    pointer to a link   MEMBER#{site}#{contact}         {account}#{sub}
    wish to cancel      CANCEL#{name}                   WISH
    pointer to a wish   ACCESS#{account}#{sub}          WISH#{name}
    list of a site read ACCESS#{site}                   REACHED#{list}
    brake of a site     ACCESS#{site}                   BRAKE
    wish it holds       ACCESS#{site}                   HELD#{name}
    money to go back    REFUND#{account}#{invoice}      WISH
    page of a list      READING#{look}                  PAGE#{number, 7 digits}
    part of an audit    AUDITED#{audit}                 PART#{number, 7 digits}
    rules of dunning    DUNNING                         RULES, HOUSE
    failed invoice      DUNNING#{account}               {invoice}                both
    sum of such         DUNNED#{account}                {week}#{currency}#{cause}#…
    closed address      SILENCE#{account}#{digest}      {channel}

    by-customer         {account}#{customer}            {kind}#{id}
                        DUNNING#{account}#{customer}    {invoice}
    by-created          {account}#{kind}                {created, 11 digits}#{id}
                        MOVES#{run}                     {next look, the same}#{account}#{sub}
                        ACCESS#{site}                   {account}#{sub}
                        DUNNING#{account}               {next look, as above}#{invoice}

An event's ``created`` never changes, so its day is part of its name: no index is needed to find it,
and a day's events are one query. Both indexes hold keys only and cost a write only when an object
is new; of moves and failed invoices, by-created is an alarm clock: they are in it by when to look
at them next.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from carryover.kernel.clock import Seconds, day
from carryover.kernel.facts import State
from carryover.kernel.identity import Kind, ObjectRef
from carryover.ports.journal import EventId
from carryover.sync.model import RunId

if TYPE_CHECKING:
    from carryover.migration.model import Move, Old

BY_CUSTOMER: Final = "by-customer"
BY_CREATED: Final = "by-created"
EXPIRES_AT: Final = "expires_at"
"""The TTL attribute: seconds since 1970 after which DynamoDB deletes the item."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item is."""

    pk: str
    sk: str


def events_of(account: str, on: date) -> str:
    """Name the partition of one day's events."""
    return f"EVENTS#{account}#{on.isoformat()}"


def event(of: EventId, variant: str = "") -> Key:
    """Place an event; a ``variant`` is another event that wrongly carries the same id."""
    sk = f"{of.id}#{variant}" if variant else of.id
    return Key(events_of(of.account, day(of.created)), sk)


def record(of: ObjectRef) -> Key:
    """Place what we believe of an object."""
    return Key(f"OBJECT#{of.account}#{of.id}", "RECORD")


def customer_index(account: str, state: State) -> tuple[str, str]:
    """File an object under who it belongs to."""
    return f"{account}#{state.customer}", f"{state.object}#{state.id}"


def created_index(account: str, kind: Kind) -> str:
    """Name the partition that lists a kind of object in the order of creation."""
    return f"{account}#{kind}"


def created_at(at: Seconds, object_id: str = "") -> str:
    """Sort by second of creation; eleven digits last until the year 5138."""
    return f"{at:011d}#{object_id}"


REVIEWS: Final = "REVIEWS"
"""One partition: open doubts are few, and closed ones expire."""


def doubt(of: str) -> Key:
    """Place a doubt."""
    return Key(REVIEWS, of)


def failures_of(message_id: str) -> str:
    """Name the partition of the notes about one message."""
    return f"FAILURE#{message_id}"


def failure(message_id: str, at: datetime) -> Key:
    """Place a note about why a message failed."""
    return Key(failures_of(message_id), at.isoformat())


def acts_of(month: date) -> str:
    """Name the partition of a month's acts."""
    return f"AUDIT#{month:%Y-%m}"


def act(at: datetime, digest: str = "") -> Key:
    """Place what a person did. The digest of what it says makes two acts of one moment two."""
    moment = at.astimezone(UTC)
    return Key(acts_of(moment), f"{moment.isoformat(timespec='microseconds')}#{digest}")


SYNC_REPORTS: Final = "RUN#"
"""How the reports of a partition begin; by start they are in order of time."""


def sync_of(account: str) -> str:
    """Name the partition of everything about an account's walks."""
    return f"SYNC#{account}"


def sync_checkpoint(account: str) -> Key:
    """Place the second up to which every event is known to have arrived."""
    return Key(sync_of(account), "CHECKPOINT#events")


def sync_report(of: RunId) -> Key:
    """Place what a run found."""
    return Key(sync_of(of.account), f"{SYNC_REPORTS}{_run(of)}")


def sync_window(of: RunId) -> Key:
    """Place what a run looks through."""
    return Key(sync_of(of.account), f"WINDOW#{_run(of)}")


def sync_page(of: RunId, number: int) -> Key:
    """Place what the first look at a page found."""
    return Key(sync_of(of.account), f"PAGE#{_run(of)}#{number:07d}")


def _run(of: RunId) -> str:
    return f"{of.started.astimezone(UTC).isoformat(timespec='microseconds')}#{of.task}"


MIGRATIONS: Final = "MIGRATIONS"
"""One partition: a company migrates a handful of times."""


def run(name: str) -> Key:
    """Place an approved migration."""
    return Key(MIGRATIONS, name)


def waves_of(run_name: str) -> str:
    """Name the partition of a run's cohorts."""
    return f"WAVES#{run_name}"


def wave(run_name: str, number: int) -> Key:
    """Place a cohort; five digits, so that they are listed by number."""
    return Key(waves_of(run_name), f"{number:05d}")


def moves_of(run_name: str) -> str:
    """Name the partition of a run's moves, in the table and in the index of when to look."""
    return f"MOVES#{run_name}"


def move(run_name: str, account: str, subscription: str) -> Key:
    """Place what is remembered of one subscription's move."""
    return Key(moves_of(run_name), f"{account}#{subscription}")


def look_at(next_look: Seconds, of: "Move") -> str:
    """Sort a move by when it has to be looked at."""
    return created_at(next_look, f"{of.account}#{of.subscription}")


def ids_of(run_name: str) -> str:
    """Name the partition of a run's new ids."""
    return f"IDS#{run_name}"


def new_id(run_name: str, old: "Old") -> Key:
    """Place what an old id is called in the target."""
    return Key(ids_of(run_name), f"{old.account}#{old.kind}#{old.id}")


def deeds_of(run_name: str) -> str:
    """Name the partition of everything a run wrote to Stripe."""
    return f"DEEDS#{run_name}"


def deed(run_name: str, subject: str, key: str = "") -> Key:
    """Place a write; without its ``key``, where those about one subject begin."""
    digest = blake2b(key.encode(), digest_size=12).hexdigest() if key else ""
    return Key(deeds_of(run_name), f"{subject}#{digest}")


def pace(account: str, endpoint: str | None) -> Key:
    """Place when the next request of a kind may go; ``None``: any request of the account. Each in a
    partition of its own, for each is written many times a second."""
    return Key(f"PACE#{account}#{endpoint or ''}", "LANE")
