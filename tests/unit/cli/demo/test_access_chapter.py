"""The access chapter is a proof: nothing false may pass, and seconds judge nobody (KAJ-1 to 5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from cli.academy import LocalKajabi
from cli.demo.access.figures import Figures, quantile, waits
from cli.demo.access.judging import charged_after, judge
from cli.demo.access.members import Member, members, only_ones
from cli.demo.access.stopwatch import Stopwatch
from cli.theatre import LocalStripe

GOOD = Figures(
    members=9,
    members_at_first=13,
    access_correct=9,
    access_correct_at_first=13,
    cancels=4,
    cancels_matched=4,
    audited=12,
    seconds_to_cancel={"by hook": {"p50": 60.0, "p99": 600.0, "n": 4}},
)
OPENS = {"prod_us": "Course in dollars"}
OFFERS = {"Course in dollars": "7"}


def test_whoever_has_what_they_pay_for_and_pays_no_more_after_leaving_is_a_success() -> None:
    assert GOOD.is_good


@pytest.mark.parametrize(
    "flaw",
    [
        {"access_correct": 8},
        {"access_correct_at_first": 12},
        {"members": 0, "access_correct": 0},
        {"members_at_first": 0, "access_correct_at_first": 0},
        {"cancels_matched": 3},
        {"cancels": 0, "cancels_matched": 0},
        {"charges_after_cancel": 1},
        {"forged_effects": 1},
        {"letters": 1},
        {"audit_disagreements": 1},
        {"audited": 0},
    ],
    ids=str,
)
def test_one_flaw_and_the_demo_fails(flaw: dict[str, int]) -> None:
    assert not replace(GOOD, **cast("Any", flaw)).is_good


def test_of_a_few_waits_the_ninety_ninth_percentile_is_the_worst() -> None:
    assert (quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.99)) == (2, 4)
    assert waits({"by hook": [0.5, 1.25]}) == {"by hook": {"p50": 0.5, "p99": 1.25, "n": 2}}


def member(name: str, email: str = "ada@example.com", **more: Any) -> Member:
    usual = {"pays": True, "simple": True, "armed": False, "offers": frozenset(OFFERS)}
    return Member(account="us", subscription=name, email=email, **{**usual, **more})


@dataclass
class Kajabi:
    """Who holds what, as the local Kajabi's control API tells it."""

    held: list[dict[str, Any]] = field(default_factory=list)

    def lets_in(self, email: str, offer: str = "7", origin: str = "grant") -> None:
        self.held.append({"email": email, "offer": offer, "origin": origin, "active": True})

    def holds(self) -> list[dict[str, Any]]:
        return self.held


def wrong(kajabi: Kajabi, *everybody: Member) -> int:
    return len(judge(cast("LocalKajabi", kajabi), list(everybody), OFFERS).wrong)


def test_who_pays_and_is_let_in_once_is_right_whatever_the_case_of_their_address() -> None:
    kajabi = Kajabi()
    kajabi.lets_in("Ada@Example.com")

    assert wrong(kajabi, member("sub_1"), member("sub_2")) == 0


@pytest.mark.parametrize("times", [0, 2], ids=["not let in", "granted twice"])
def test_who_pays_must_be_let_in_exactly_once(times: int) -> None:
    kajabi = Kajabi()
    for _ in range(times):
        kajabi.lets_in("ada@example.com")

    assert wrong(kajabi, member("sub_1")) == 1


def test_who_does_not_pay_and_is_let_in_is_wrong() -> None:
    kajabi = Kajabi()
    kajabi.lets_in("eve@example.com")

    assert wrong(kajabi, member("sub_1", "eve@example.com", pays=False)) == 1


@dataclass
class Stripe:
    """Every object of every account, and what is new in its event list."""

    held: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def objects(self, alias: str, kind: str) -> Iterator[dict[str, Any]]:
        yield from self.held.get((alias, kind), [])

    def client(self, alias: str) -> "Stripe":
        assert alias == "us"
        return self

    def raw_request(self, method: str, path: str, **asked: Any) -> "Answer":
        assert (method, path) == ("get", "/v1/events")
        known = [event["id"] for event in self.events]
        since = known.index(asked["ending_before"]) + 1 if "ending_before" in asked else 0
        return Answer({"data": self.events[since:][::-1][: asked["limit"]]})


@dataclass
class Answer:
    data: dict[str, Any]


def subscription(name: str, **more: Any) -> dict[str, Any]:
    rhythm = {"interval": "month", "interval_count": 1}
    return {
        "id": name,
        "customer": "cus_1",
        "status": "active",
        "cancel_at_period_end": False,
        "cancel_at": None,
        "cancellation_details": {"comment": None},
        "collection_method": "charge_automatically",
        "latest_invoice": "in_1",
        "metadata": {},
        "pause_collection": None,
        "schedule": None,
        "items": {"data": [{"price": {"product": "prod_us", "recurring": rhythm}}]},
        **more,
    }


def seen(*raws: dict[str, Any]) -> list[Member]:
    people = [{"id": "cus_1", "email": "Ada@example.com"}]
    held = {("us", "customer"): people, ("us", "subscription"): list(raws)}
    return members(cast("LocalStripe", Stripe(held)), OPENS)


def test_a_stopped_source_and_an_armed_target_do_not_pay() -> None:
    stopped = {"cancellation_details": {"comment": "carryover:demo"}, "cancel_at_period_end": True}
    armed = {
        "metadata": {"carryover_source": "us/sub_1"},
        "cancel_at_period_end": True,
        "latest_invoice": None,
    }

    everybody = seen(subscription("sub_1", **stopped), subscription("sub_2", **armed))

    assert [one.pays for one in everybody] == [False, False]


def test_who_is_in_mid_move_or_pays_twice_is_not_cast_for_a_part_that_must_be_clear() -> None:
    armed = {"metadata": {"carryover_source": "us/sub_1"}, "latest_invoice": None}
    moving = seen(subscription("sub_1"), subscription("sub_2", **armed, cancel_at=9))
    twice = seen(subscription("sub_1"), subscription("sub_2"))
    once = seen(subscription("sub_1"))

    assert [len(only_ones(each)) for each in (moving, twice, once)] == [0, 0, 1]


def test_a_bill_after_leaving_is_counted_and_one_before_is_not() -> None:
    def bill(created: int, total: int = 2900, name: str = "sub_1") -> dict[str, Any]:
        parent = {"subscription_details": {"subscription": name}}
        return {"parent": parent, "created": created, "total": total}

    bills = [bill(99), bill(101), bill(101, total=0), bill(101, name="sub_2")]
    stripe = Stripe({("us", "invoice"): [*bills, {"parent": None, "created": 101, "total": 5}]})

    assert charged_after(cast("LocalStripe", stripe), {("us", "sub_1")}, since=100) == 1


def test_a_wait_lasts_from_the_deed_to_the_first_event_that_shows_the_end() -> None:
    stripe, clock = Stripe(events=[_event("evt_0", "sub_9")]), iter((10.0, 12.0, 99.0))
    watch = Stopwatch(cast("LocalStripe", stripe), ["us"], lambda: next(clock))

    watch.starts(("us", "sub_1"), "by hook")
    stripe.events.append(_event("evt_1", "sub_1"))
    watch.look()
    assert watch.waiting() == [("us", "sub_1")]
    stripe.events.append(_event("evt_2", "sub_1", cancel_at_period_end=True))
    watch.look()
    stripe.events.append(_event("evt_3", "sub_1", status="canceled"))
    watch.look()

    assert (watch.waiting(), watch.seconds()) == ([], {"by hook": [2.0]})


def test_an_end_of_somebody_who_did_nothing_is_seen_too() -> None:
    stripe = Stripe()
    watch = Stopwatch(cast("LocalStripe", stripe), ["us"], lambda: 1.0)

    stripe.events.append(_event("evt_1", "sub_7", cancel_at_period_end=True))
    watch.look()

    assert watch.ended.keys() - watch.began.keys() == {("us", "sub_7")}


def _event(name: str, about: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "data": {"object": subscription(about, **more)}}
