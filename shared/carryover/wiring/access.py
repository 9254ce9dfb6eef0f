"""The Lambda of access: ports meet adapters.

No idempotency table here (docs/decisions/0005): a poll and a hook say the same on purpose, and
whatever is done is looked up first, at the site and at Stripe.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from carryover.access.announcing import Announcing
from carryover.access.auditing import Auditing
from carryover.access.braking import Braking, Held
from carryover.access.cancelling import Cancelling, Unmatched
from carryover.access.confirming import Confirming
from carryover.access.finding import Finding
from carryover.access.findings import AuditPart
from carryover.access.messages import AccessEnvelope, PollList
from carryover.access.model import Reached
from carryover.access.polling import NOT_NOW, Polling
from carryover.access.providing import Providing
from carryover.access.refunding import Refunding
from carryover.access.returning import Returning
from carryover.access.service import Access, Done
from carryover.access.store import Billing, Memory
from carryover.access.withdrawing import Withdrawing
from carryover.adapters import aws
from carryover.adapters.dynamodb.access import DynamoAudits, DynamoProgress, remembered
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.pace import SharedPace
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.kajabi.api import KajabiApi
from carryover.adapters.kajabi.sites import SiteSecret
from carryover.adapters.kajabi.tokens import Tokens
from carryover.adapters.kajabi.transport import Keys, Transport
from carryover.adapters.kajabi.urls import InboundUrls
from carryover.adapters.pace import Reserved
from carryover.adapters.pacing import Limits, LimitsOf
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.billing import StripeBilling
from carryover.edge.sqs import Worker, queue_of
from carryover.edge.telemetry import count, count_by
from carryover.kernel.clock import Clock
from carryover.ports.kajabi import Kajabi, OfferUrls
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.pace import Pace
from carryover.wiring.settings import (
    UsesAccessPollQueue,
    UsesAccessQueue,
    UsesInboundQueue,
    UsesKajabi,
    UsesRetries,
    UsesStripe,
    UsesTable,
)
from carryover.wiring.stripe_direct import for_workers
from carryover.wiring.watched import CountedReviews

TURN: Final = 10.0
"""Seconds a worker waits for one request's turn; beyond, the message goes back to the queue."""

LONGEST: Final = timedelta(seconds=25)
"""A cancellation takes some six requests, a few seconds; this leaves room for two that hang."""


class Needs(
    UsesTable,
    UsesAccessQueue,
    UsesAccessPollQueue,
    UsesInboundQueue,
    UsesStripe,
    UsesKajabi,
    UsesRetries,
):
    """All this Lambda may know."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Out of the worker, to the world."""

    billing: Billing
    kajabi: Kajabi
    urls: OfferUrls
    outbox: Outbox


def worker_for(event: Mapping[str, Any]) -> Worker[AccessEnvelope]:
    """Find the worker of the queue a batch comes from: they do the same at another pace."""
    polls = Needs.load().access_poll_queue_url.rpartition("/")[2]
    return worker(waits=queue_of(event) == polls)


@cache
def worker(*, waits: bool) -> Worker[AccessEnvelope]:
    """Build it on first use, keep it while warm; ``waits``: of what can wait."""
    needs = Needs.load()
    table = Table(aws.dynamodb(), needs.table)
    progress, audits = WatchedProgress(table, _now), WatchedAudits(table)
    memory = replace(remembered(table, _now), progress=progress, audits=audits)
    access = remembering(memory, _ways(needs, table, waits=waits), _now)
    return Worker(
        letter=AccessEnvelope,
        handle=lambda letter: counted(letter, matched(access, letter), _now()),
        reviews=CountedReviews(table),
        returns=SqsReturns(
            aws.sqs(), needs.access_poll_queue_url if waits else needs.access_queue_url
        ),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=_now,
        longest=LONGEST,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def assembled(ways: Ways, table: Table, now: Clock) -> Access:
    """Put it together over the table."""
    return remembering(remembered(table, now), ways, now)


def remembering(memory: Memory, ways: Ways, now: Clock) -> Access:
    """Put it together over any memory."""
    confirming, finding = Confirming(ways.kajabi, memory), Finding(ways.billing)
    providing = Providing(memory, ways.billing, ways.kajabi, ways.urls, now)
    withdrawing = Withdrawing(memory, ways.billing, ways.kajabi, ways.urls, now)
    braking = Braking(memory, ways.outbox, now)
    return Access(
        memory=memory,
        cancelling=Cancelling(
            memory, confirming, finding, ways.billing, Announcing(ways.outbox), braking, now
        ),
        providing=providing,
        withdrawing=withdrawing,
        returning=Returning(memory, ways.billing, providing, withdrawing, now),
        refunding=Refunding(memory, ways.billing, now),
        polling=Polling(memory, ways.kajabi, ways.outbox, now),
        auditing=Auditing(
            memory, ways.billing, ways.kajabi, providing, withdrawing, ways.outbox, now
        ),
        braking=braking,
    )


def sites(keys: Keys, pace: Pace) -> tuple[KajabiApi, InboundUrls]:
    """Open both ways into the sites."""
    api = KajabiApi(Transport(keys, Tokens(time.monotonic), pace))
    return api, InboundUrls(keys, pace)


def matched(access: Access, letter: AccessEnvelope) -> Done:
    """Count who left and was not found, and who left and was held, whatever else becomes of the
    doubt."""
    try:
        return access.handle(letter)
    except Unmatched:
        count("AccessUnmatched")
        raise
    except Held:
        count("AccessHeld")
        raise


@dataclass(frozen=True, slots=True)
class WatchedAudits(DynamoAudits):
    """Counts what each part of an audit found, nothing included; a part that is done again after a
    crash counts again."""

    def save(self, part: AuditPart) -> None:
        """Write it, and say how many are wrong."""
        DynamoAudits.save(self, part)
        count("AccessDisagreements", part.disagreements)


COMPARED: Final = ("revoked:", "tagged:")


@dataclass(frozen=True, slots=True)
class WatchedProgress(DynamoProgress):
    """Counts the seconds since a list was last read, each time it is about to be read again: while
    the site is down they grow, and the alarm rings. Who is revoked or tagged is compared once the
    whole list was swept, which may take many minutes: its sweep is counted instead."""

    now: Clock

    def find(self, site: str, what: str) -> Reached | None:
        """Read it, and say how old it is."""
        reached = DynamoProgress.find(self, site, what)
        if reached is not None and not what.startswith(COMPARED):
            count("AccessPollLag", max(0, int((self.now() - reached.looked_at).total_seconds())))
        return reached


def counted(letter: AccessEnvelope, done: Done, now: datetime) -> Done:
    """Count what came of a message; of a cancellation also how long the member waited for it."""
    count_by(
        "AccessDone", what=done.what, outcome=done.outcome if done.outcome in TOLD else "other"
    )
    if isinstance(letter.body, PollList) and not done.outcome.startswith(NOT_NOW):
        count("AccessPolls")
    if done.outcome == "cancelled":
        count("AccessCancelled")
        count("AccessCancelSeconds", max(0, int((now - letter.occurred_at).total_seconds())))
    return done


TOLD: Final = frozenset(
    {
        "cancelled",
        "ends already",
        "given",
        "given before",
        "told",
        "taken",
        "it pays",
        "cleared",
        "withheld",
        "refunded",
    }
)
"""Outcomes that are a dimension of the metric; all others are one, lest it has too many."""


def limits_of(keys: Keys) -> LimitsOf:
    """Ask a site's key how often it may be used; one limit for all endpoints."""

    def of(site: str) -> Limits:
        most = keys.of(site).per_second
        return Limits(account=most, endpoint=most, search=most, margin=0)

    return of


def paced(table: Table, keys: Keys, *, waits: bool) -> Pace:
    """Share every site's pace with all workers of the stage."""
    shared = SharedPace(table, limits_of(keys), now=time.time, sleep=time.sleep, longest=TURN)
    return Reserved(shared, waits)


def _ways(needs: Needs, table: Table, *, waits: bool) -> Ways:
    stripe = for_workers(
        KeySecret(aws.secretsmanager(), needs.stripe_keys),
        table,
        longest=TURN,
        on_call=lambda _: count("StripeCalls"),
    )
    keys = SiteSecret(aws.secretsmanager(), needs.kajabi_keys)
    kajabi, urls = sites(keys, paced(table, keys, waits=waits))
    outbox = SqsOutbox(
        aws.sqs(),
        {
            Queue.ACCESS: needs.access_queue_url,
            Queue.ACCESS_POLL: needs.access_poll_queue_url,
            Queue.INBOUND: needs.inbound_queue_url,
        },
    )
    return Ways(StripeBilling(stripe), kajabi, urls, outbox)
