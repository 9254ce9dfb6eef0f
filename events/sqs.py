"""The Lambda events of our workers: batches from their queues, with our own envelopes inside."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import md5
from typing import Any, Final

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Delivery, Message, Source, stamped
from carryover.migration.messages import BuildCatalogue, MoveOne, OpenWave, RollBackOne, Sweep
from carryover.mirror.messages import Settle
from carryover.sync.messages import SyncEvents, SyncObjects
from events.objects import SUBSCRIPTION_ID, Json
from events.versions import NEWEST

RECEIVED: Final = datetime(2026, 1, 22, 10, 2, 1, tzinfo=UTC)
POISON: Final = '{"this is": "no envelope"}'


def worker_events(bodies: Mapping[str, Json]) -> dict[str, Json]:
    """Name the batches each worker is shown."""
    return dict((*_inbound(bodies), *_mirror(bodies), *_sync(), *_recreation()))


def _inbound(bodies: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    paid, old = f"invoice.paid.{NEWEST}", "customer.subscription.updated.2020-08-27"
    thin = "v1.customer.subscription.past_due.thin"
    unreadable = _delivery("unreadable", "this is not JSON")
    yield "inbound_invoice_paid", batch("inbound", _delivery(paid, _posted(bodies[paid])))
    yield "inbound_subscription_updated", batch("inbound", _delivery(old, _posted(bodies[old])))
    yield "inbound_thin", batch("inbound", _delivery(thin, _posted(bodies[thin])))
    yield "inbound_unreadable", batch("inbound", unreadable)
    good = _delivery(paid, _posted(bodies[paid]))
    yield "inbound_one_poisoned_of_three", batch("inbound", good, POISON, unreadable)


def _mirror(bodies: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, golden in (
        ("subscription_updated", f"customer.subscription.updated.{NEWEST}"),
        ("invoice_paid", f"invoice.paid.{NEWEST}"),
        ("touched", "v1.customer.subscription.past_due.thin"),
    ):
        yield (
            f"subscription_mirror_{name}",
            batch("subscription-mirror", *_facts(bodies[golden])),
        )
    settle = Settle(account="us", kind=Kind.SUBSCRIPTION, id=SUBSCRIPTION_ID)
    yield (
        "subscription_mirror_settle",
        batch("subscription-mirror", _enveloped(f"settle:{SUBSCRIPTION_ID}", settle)),
    )
    good = _facts(bodies[f"customer.created.{NEWEST}"])
    yield (
        "subscription_mirror_one_poisoned_of_two",
        batch("subscription-mirror", *good, POISON),
    )


def _sync() -> Iterator[tuple[str, Json]]:
    yield "scheduled_sync_events", batch("scheduled-sync", _enveloped("walk-1", SyncEvents()))
    yield "scheduled_sync_objects", batch("scheduled-sync", _enveloped("walk-2", SyncObjects()))


def _recreation() -> Iterator[tuple[str, Json]]:
    name = {"run": "acme-2026", "account": "us", "subscription": SUBSCRIPTION_ID}
    wave = {"run": "acme-2026", "plan": "9c1f", "wave": 1, "selection": "acme-2026/waves/1"}
    told: Mapping[str, Message] = {
        "sweep": Sweep(),
        "move": MoveOne.model_validate(name),
        "roll_back": RollBackOne.model_validate({**name, "attempt": 1}),
        "open_wave": OpenWave.model_validate(wave),
        "catalogue": BuildCatalogue(run="acme-2026", plan="9c1f"),
    }
    letters = {task: _enveloped(f"golden:{task}", body) for task, body in told.items()}
    for task, letter in letters.items():
        yield f"subscription_recreation_{task}", batch("subscription-recreation", letter)
    yield (
        "subscription_recreation_one_poisoned_of_two",
        batch("subscription-recreation", letters["sweep"], POISON),
    )


def _delivery(name: str, payload: str) -> str:
    delivery = Delivery(account="us", source=Source.WEBHOOK, payload=payload)
    return _enveloped(f"golden:{name}", delivery)


def _facts(body: Json) -> list[str]:
    """Say what the translator makes of a golden, as the channel would send it on."""
    read = StripeTranslator().read("us", _posted(body).encode())
    facts = read.facts if isinstance(read, Understood) else ()
    return [_enveloped(f"{fact.evidence}:{fact.ref.id}", fact) for fact in facts]


def _posted(body: Json) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)


def _enveloped(message_id: str, body: Message) -> str:
    return stamped(body, message_id=message_id, cause="golden", at=RECEIVED).model_dump_json()


def batch(queue: str, *bodies: str) -> Json:
    """Wrap messages as SQS hands them to a Lambda
    (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html)."""
    return {"Records": [_record(queue, number, body) for number, body in enumerate(bodies, 1)]}


def _record(queue: str, number: int, body: str) -> dict[str, Any]:
    sent = str(int(RECEIVED.timestamp() * 1000))
    return {
        "messageId": f"00000000-0000-4000-8000-{number:012d}",
        "receiptHandle": f"golden-receipt-{number}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": sent,
            "SenderId": "golden",
            "ApproximateFirstReceiveTimestamp": sent,
        },
        "messageAttributes": {},
        "md5OfBody": md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:000000000000:{queue}",
        "awsRegion": "eu-central-1",
    }
