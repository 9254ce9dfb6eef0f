"""KAJ-5: what rings when members leave and nobody can say whose subscription is meant, and when
nobody looks for those whose hook was lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carryover.access.findings import AuditPart
from carryover.access.messages import AccessEnvelope, Provide
from carryover.access.model import Reached
from carryover.adapters.dynamodb.table import Table
from carryover.edge.telemetry import metrics
from carryover.kernel.errors import NeedsReview
from carryover.wiring.access import WatchedAudits, WatchedProgress, matched
from tests.unit.access.world import LEFT, World, tagged

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


def counted(name: str) -> list[float]:
    """The values of a counter as they will be told to CloudWatch."""
    kept: Any = metrics.provider.metric_set.get(name, {"Value": []})
    return list(kept["Value"])


def leaves(world: World) -> AccessEnvelope:
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    return AccessEnvelope(id="m", cause="test", occurred_at=world.now, body=tagged("c1"))


def test_a_member_nobody_can_match_rings_and_goes_to_a_person() -> None:
    world = World()

    with pytest.raises(NeedsReview):
        matched(world.worker, leaves(world))

    assert counted("AccessUnmatched") == [1]


def test_a_doubt_about_anything_else_does_not() -> None:
    world = World()
    body = Provide(account="us", subscription="sub_none")
    letter = leaves(world).model_copy(update={"body": body})

    with pytest.raises(NeedsReview):
        matched(world.worker, letter)

    assert counted("AccessUnmatched") == []


def test_a_list_says_how_long_ago_it_was_read_whenever_it_is_to_be_read(table: Table) -> None:
    progress = WatchedProgress(table, lambda: NOON + timedelta(minutes=7))
    assert progress.find("academy", "deactivated") is None
    assert counted("AccessPollLag") == []

    progress.save(Reached(site="academy", what="deactivated", until=1, looked_at=NOON))
    progress.find("academy", "deactivated")

    assert counted("AccessPollLag") == [420]


def test_every_part_of_an_audit_says_how_many_are_wrong_and_who_chose_it_is_not(
    table: Table,
) -> None:
    """Who left and goes without until the period ends; who bought at the site."""
    audits = WatchedAudits(table)
    part = AuditPart(audit="night", number=0, site="academy", at=NOON, last=True)

    audits.save(part)
    audits.save(
        part.model_copy(
            update={
                "pays_without": ("us/sub_1", "us/sub_2"),
                "ending": 1,
                "has_without_paying": ("us/sub_3",),
                "of_no_account": ("old/sub_4",),
                "nobody_knows": ("c9",),
            }
        )
    )

    assert counted("AccessDisagreements") == [0, 3]
