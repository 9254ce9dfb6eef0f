"""How many DynamoDB write units one Stripe event costs.

    uv run python -m bench.write_units

Subscribers live for some months in the local Stripe, in process; each of their events goes through
the real channel and the real mirror into a table that weighs what is written. Budget (DESIGN §9): 3
units per event that means something to us.

A unit is one KiB of an item, begun (DynamoDB Developer Guide, "Read and write capacity"); each of
the two keys-only indexes costs one more when an object is new. Sizes are names and values in UTF-8
("Item sizes and formats").
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.keys import Key
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.table import Condition, Row, Table, Value
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.service import Channel
from carryover.kernel.identity import ObjectRef
from carryover.kernel.messages import Delivery, Source, stamped
from carryover.mirror.messages import MirrorEnvelope
from carryover.mirror.service import Mirror
from carryover.ports.outbox import Queue
from carryover.ports.stripe_objects import Gone, StripeObjects
from carryover.routing.table import routed
from sandbox.stripe.core.events import Event
from tests.fakes.memory import MemoryOutbox, MemoryReviews
from tests.unit.sandbox.stripe.billing.shop import Shop

SEED, SUBSCRIBERS, MONTHS, SHUFFLED = 11, 60, 6, 40
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scale(Table):
    """A table that keeps items in memory and adds up what writing them costs."""

    items: dict[Key, Row] = field(default_factory=dict)
    units: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)

    def get(self, key: Key) -> Row | None:
        """Read one item."""
        return self.items.get(key)

    def put(self, key: Key, row: Mapping[str, Value], condition: Condition | None = None) -> None:
        """Weigh it, keep it."""
        del condition
        kind = key.pk.partition("#")[0]
        indexes = sum(name in row for name in ("gsi1pk", "gsi2pk")) if key not in self.items else 0
        self.units[kind] += -(-_size({"pk": key.pk, "sk": key.sk, **row}) // 1024) + indexes
        self.writes[kind] += 1
        self.items[key] = {"pk": key.pk, "sk": key.sk, **row}

    def batch(self, keys: Iterable[Key], only: Sequence[str]) -> list[Row]:
        """Read some items."""
        del only
        return [self.items[key] for key in keys if key in self.items]


class Oracle:
    """Stripe, as the mirror asks it about ties."""

    reads = 0

    def read(self, ref: ObjectRef) -> Gone:
        """Count; nobody is answered, for the bench looks at the cost only."""
        self.reads += 1
        return Gone(ref)


def main() -> None:
    """Live, weigh, print."""
    events = _events()
    scale, outbox, oracle = Scale(None, "scale"), MemoryOutbox(), Oracle()  # type: ignore[arg-type]
    channel = Channel(
        {"stripe": StripeTranslator()},
        DynamoJournal(scale),
        None,  # type: ignore[arg-type]
        outbox,
        MemoryReviews(),
        routed,
        lambda: NOW,
    )
    stripe: StripeObjects = oracle  # type: ignore[assignment]
    mirror = Mirror(DynamoRecords(scale), stripe, outbox, timedelta())
    told = 0
    for number, event in enumerate(events):
        body = json.dumps(event.render(), indent=2)
        delivery = Delivery(account="us", source=Source.WEBHOOK, payload=body)
        letter = stamped(delivery, message_id=str(number), cause=f"{number:036}", at=NOW)
        told += channel.receive(letter).outcome == "routed"
        for fact in outbox.take(Queue.SUBSCRIPTION_MIRROR):
            if fact.body.fact != "settle":
                mirror.handle(MirrorEnvelope.model_validate(fact.model_dump()))
    _print(scale, len(events), told)


def _events() -> list[Event]:
    """Let people subscribe and months pass; shuffle what they cause within small windows."""
    shop = Shop(seed=SEED)
    price = shop.price()
    for number in range(SUBSCRIBERS):
        card = "visa" if number % 4 else "chargeCustomerFail"
        trial = {} if number % 3 and number % 4 else {"trial_period_days": 10}
        shop.subscribe(shop.customer(card, name=f"Person {number}"), price, **trial)
    shop.days_pass(30 * MONTHS)
    dice = random.Random(SEED)  # noqa: S311 - no secret is drawn
    events = list(shop.heard)
    for start in range(0, len(events), SHUFFLED):
        window = events[start : start + SHUFFLED]
        dice.shuffle(window)
        events[start : start + SHUFFLED] = window
    return events


def _size(row: Mapping[str, Value]) -> int:
    return sum(len(name.encode()) + _weight(value) for name, value in row.items())


def _weight(value: Value) -> int:
    match value:
        case bool():
            return 1
        case int():
            return len(str(value)) // 2 + 1
        case str():
            return len(value.encode())
        case bytes():
            return len(value)


def _print(scale: Scale, events: int, told: int) -> None:
    print(f"command   python -m bench.write_units   seed {SEED}")
    print(f"story     {SUBSCRIBERS} people, {MONTHS} months")
    print(f"events    {events:,}, of which {told:,} mean something to us")
    for kind in sorted(scale.units):
        units, writes = scale.units[kind], scale.writes[kind]
        print(f"{kind:<9} {units:,} units in {writes:,} writes: {units / writes:.2f} each")
    print(f"total     {sum(scale.units.values()) / events:.2f} units per event")
    print(f"          {_for_those(scale, told):.2f} per event that means something (budget 3)")


def _for_those(scale: Scale, told: int) -> float:
    """Charge events that mean something with their own journal entry and all records."""
    return scale.units["EVENTS"] / scale.writes["EVENTS"] + scale.units["OBJECT"] / told


if __name__ == "__main__":
    main()
