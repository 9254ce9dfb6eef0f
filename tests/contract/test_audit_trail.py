"""What the audit trail promises, held by memory and by DynamoDB alike (OPS-1, OPS-4)."""

from datetime import UTC, datetime, timedelta

import pytest

from carryover.adapters.dynamodb.audit import DynamoAuditTrail
from carryover.replay.model import Act, Deed, Order
from carryover.replay.store import AuditTrail
from tests.fakes.dead_letters import MemoryAuditTrail

NEW_YEAR = datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamo"])
def audit(request: pytest.FixtureRequest) -> AuditTrail:
    if request.param == "memory":
        return MemoryAuditTrail()
    return DynamoAuditTrail(request.getfixturevalue("table"))


def act(what: str = "evt_1 of us", at: datetime = NEW_YEAR) -> Act:
    return Act(Deed.EVENT_REPLAYED, what, Order("ada", "it failed", at, "person:1"))


def test_what_was_written_is_read_word_for_word(audit: AuditTrail) -> None:
    audit.write(act())

    assert list(audit.between(NEW_YEAR, NEW_YEAR)) == [act()]


def test_the_same_act_written_twice_is_one_line(audit: AuditTrail) -> None:
    audit.write(act())
    audit.write(act())

    assert len(list(audit.between(NEW_YEAR, NEW_YEAR))) == 1


def test_many_acts_of_one_moment_are_all_kept(audit: AuditTrail) -> None:
    for number in range(10):
        audit.write(act(f"evt_{number} of us"))

    assert len(list(audit.between(NEW_YEAR, NEW_YEAR))) == 10


def test_the_newest_comes_first_across_months_and_years(audit: AuditTrail) -> None:
    moments = [NEW_YEAR - timedelta(days=days) for days in (0, 1, 20, 45)]
    for moment in reversed(moments):
        audit.write(act(at=moment))

    found = list(audit.between(NEW_YEAR - timedelta(days=30), NEW_YEAR))

    assert [each.order.at for each in found] == moments[:3]
