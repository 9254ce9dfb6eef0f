"""What access remembers keeps one promise, in memory and in DynamoDB (KAJ-1, KAJ-2)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.access.model import AccessLink, AuditPart, CancelRequest, LinkState, Reached
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Audits, Changed, Memory
from carryover.adapters.dynamodb.access import (
    DynamoAudits,
    DynamoLinks,
    DynamoProgress,
    DynamoRequests,
    DynamoRules,
)
from carryover.adapters.dynamodb.table import Table
from tests.fakes.access import (
    MemoryAudits,
    MemoryLinks,
    MemoryProgress,
    MemoryRequests,
    MemoryRules,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        return Memory(MemoryRules(), MemoryLinks(), MemoryRequests(), MemoryProgress())
    table: Table = request.getfixturevalue("table")
    return Memory(
        DynamoRules(table), DynamoLinks(table), DynamoRequests(table), DynamoProgress(table)
    )


@pytest.fixture(params=["memory", "dynamo"])
def audits(request: pytest.FixtureRequest) -> Audits:
    if request.param == "memory":
        return MemoryAudits()
    return DynamoAudits(request.getfixturevalue("table"))


def link(name: str = "sub_1", contact: str | None = "c1") -> AccessLink:
    return AccessLink(
        account="us",
        subscription=name,
        site="academy",
        email="ada@example.com",
        contact=contact,
        offers=("gold",),
        changed_at=NOON,
    )


def test_a_link_is_found_by_its_subscription_its_member_and_its_site(memory: Memory) -> None:
    first, second = memory.links.save(link()), memory.links.save(link("sub_2"))
    memory.links.save(link("sub_3", contact="c2"))

    assert memory.links.find("us", "sub_1") == first
    assert list(memory.links.of_contact("academy", "c1")) == [first, second]
    assert {each.subscription for each in memory.links.all("academy")} == {
        "sub_1",
        "sub_2",
        "sub_3",
    }
    assert memory.links.find("us", "sub_9") is None


def test_a_link_whose_member_is_not_known_yet_is_nobodys(memory: Memory) -> None:
    held = memory.links.save(link(contact=None))

    assert memory.links.of_contact("academy", "c1") == []

    known = memory.links.save(held.model_copy(update={"contact": "c1", "state": LinkState.GIVEN}))
    assert list(memory.links.of_contact("academy", "c1")) == [known]


def test_the_second_writer_of_one_version_must_look_again(memory: Memory) -> None:
    held = memory.links.save(link())
    memory.links.save(held)
    with pytest.raises(Changed):
        memory.links.save(held)
    with pytest.raises(Changed):
        memory.links.save(link())

    wish = CancelRequest(id="a:b:c", account="us", subscription="s", evidence="e", at=NOON)
    memory.requests.save(wish)
    with pytest.raises(Changed):
        memory.requests.save(wish)


def test_wishes_and_places_in_lists_are_kept(memory: Memory) -> None:
    wish = CancelRequest(id="a:b:c", account="us", subscription="s", evidence="e", at=NOON)
    assert memory.requests.find("a:b:c") is None
    assert memory.requests.save(wish) == memory.requests.find("a:b:c")

    place = Reached(site="academy", what="deactivated", until=5, seen=("p1",), looked_at=NOON)
    assert memory.progress.find("academy", "deactivated") is None
    assert memory.progress.save(place) == memory.progress.find("academy", "deactivated")
    assert memory.progress.find("academy", "reversals") is None


def test_until_somebody_decides_there_are_no_rules(memory: Memory) -> None:
    assert memory.rules.read() == Rules()

    rules = Rules(sites={"academy": SiteRules(accounts=("us",), plans={"price_1": ("gold",)})})
    assert isinstance(memory.rules, MemoryRules | DynamoRules)
    memory.rules.put(rules)
    assert memory.rules.read() == rules


def test_an_audit_is_the_sum_of_its_parts_and_ends_when_the_last_and_all_before_it_are_there(
    audits: Audits,
) -> None:
    def part(number: int, **found: Any) -> AuditPart:
        return AuditPart(audit="a:1", number=number, site="academy", at=NOON, **found)

    assert audits.find("a:1") is None
    audits.save(part(0, right=2, nobody_knows=("c9",)))
    audits.save(part(2, right=1, pays_without=("us/sub_1",), nobody_knows=("c9",), last=True))
    under_way = audits.find("a:1")
    audits.save(part(1, right=4))
    audits.save(part(1, right=3))
    whole = audits.find("a:1")

    assert under_way is not None
    assert whole is not None
    assert (under_way.ended, under_way.right) == (None, 3)
    assert (whole.ended, whole.right, whole.wrong) == (NOON, 6, 2)
    assert (audits.has("a:1", 2), audits.has("a:1", 3), audits.has("a:2", 0)) == (
        True,
        False,
        False,
    )
