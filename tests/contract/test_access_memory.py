"""What access remembers keeps one promise, in memory and in DynamoDB (KAJ-1, KAJ-2)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.access.brake import Brake
from carryover.access.findings import AuditPart
from carryover.access.model import (
    AccessLink,
    CancelRequest,
    LinkState,
    Reached,
    RefundWish,
    RequestState,
)
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Changed, Memory
from carryover.adapters.dynamodb.access import DynamoRules, remembered
from tests.fakes.access import MemoryRules, Remembered

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        return Remembered().behind()
    return remembered(request.getfixturevalue("table"), lambda: NOON)


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


def test_all_by_which_a_subscription_was_to_end_is_found(memory: Memory) -> None:
    def wish(name: str, subscription: str) -> CancelRequest:
        said = {"id": name, "account": "us", "subscription": subscription, "evidence": "hook"}
        return CancelRequest.model_validate({**said, "at": NOON})

    begun = memory.requests.save(wish("academy:c1:tag:7", "sub_1"))
    memory.requests.save(wish("person:p:1", "sub_1"))
    memory.requests.save(wish("person:p:2", "sub_2"))
    done = memory.requests.save(begun.model_copy(update={"state": RequestState.DONE}))
    again = memory.requests.save(done.model_copy(update={"subscription": "sub_2"}))

    assert [each.id for each in memory.requests.of("us", "sub_1")] == ["person:p:1"]
    assert again.state is RequestState.DONE
    cleared = again.model_copy(update={"state": RequestState.INTENDED})
    memory.requests.save(cleared)
    found = {each.id for each in memory.requests.of("us", "sub_2")}
    assert found == {"academy:c1:tag:7", "person:p:2"}


def test_until_somebody_decides_there_are_no_rules(memory: Memory) -> None:
    assert memory.rules.read() == Rules()

    rules = Rules(sites={"academy": SiteRules(accounts=("us",), plans={"price_1": ("gold",)})})
    assert isinstance(memory.rules, MemoryRules | DynamoRules)
    memory.rules.put(rules)
    assert memory.rules.read() == rules


def test_an_audit_is_the_sum_of_its_parts_and_ends_when_the_last_and_all_before_it_are_there(
    memory: Memory,
) -> None:
    audits = memory.audits

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


def test_of_an_invoice_there_is_one_wish_to_refund(memory: Memory) -> None:
    wish = RefundWish(
        account="us",
        subscription="sub_1",
        invoice="in_1",
        charge="ch_1",
        amount=500,
        currency="jpy",
        request="a:b:c",
        at=NOON,
    )
    assert memory.refunds.find("us", "in_1") is None

    held = memory.refunds.save(wish)
    with pytest.raises(Changed):
        memory.refunds.save(wish)
    made = memory.refunds.save(held.model_copy(update={"made": "re_1"}))

    assert memory.refunds.find("us", "in_1") == made
    assert memory.refunds.find("intl", "in_1") is None


def test_the_pages_of_a_reading_are_put_together_each_once(memory: Memory) -> None:
    memory.readings.keep("a:gold", 1, ["c1", "c2"])
    memory.readings.keep("a:gold", 1, ["c1", "c2"])
    memory.readings.keep("a:gold", 2, ["c2", "c3"])
    memory.readings.keep("a:silver", 1, ["c9"])

    assert memory.readings.people("a:gold") == {"c1", "c2", "c3"}
    assert memory.readings.people("a:bronze") == frozenset()


def test_a_brake_names_those_it_holds_until_they_are_decided_about(memory: Memory) -> None:
    pulled = memory.brakes.save(Brake(site="academy", most=3, pulled_at=NOON))
    for wish in ("academy:c1:tag:77", "academy:c2:tag:77", "academy:c3:tag:77"):
        memory.brakes.hold("academy", wish)
    memory.brakes.let_go("academy", "academy:c1:tag:77")
    memory.brakes.let_go("academy", "academy:c9:tag:77")

    assert memory.brakes.find("academy") == pulled
    assert memory.brakes.held("academy", 1) == ["academy:c2:tag:77"]
    assert memory.brakes.held("academy", 9) == ["academy:c2:tag:77", "academy:c3:tag:77"]
    assert memory.brakes.held("other", 9) == []
    with pytest.raises(Changed):
        memory.brakes.save(pulled.model_copy(update={"version": 0}))

    memory.brakes.hold("academy", "academy:c1:tag:77")

    assert memory.brakes.held("academy", 1) == ["academy:c1:tag:77"]
