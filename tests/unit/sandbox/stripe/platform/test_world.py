from collections.abc import Iterator

import pytest

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import TASKS, task
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from tests.unit.sandbox.stripe.platform.caller import START, Caller, Object, world


@pytest.fixture
def diary() -> Iterator[list[tuple[int, str]]]:
    """What a task wrote down: when it ran and for whom."""
    lines: list[tuple[int, str]] = []

    @task("test.write")
    def write(account: Account, object_id: str) -> None:
        lines.append((account.now(), object_id))
        if object_id == "again":
            account.at(account.now() + 10, "test.write", "follow-up")

    yield lines
    del TASKS["test.write"]


def test_time_stands_still_until_it_is_moved(us: Caller, clockwork: World) -> None:
    first = us.post("/v1/customers")
    second = us.post("/v1/customers")
    clockwork.advance(START + 60)

    assert first["created"] == second["created"] == START
    assert us.post("/v1/customers")["created"] == START + 60


def test_time_never_goes_back(clockwork: World) -> None:
    with pytest.raises(StripeError, match="never goes back"):
        clockwork.advance(START - 1)


def test_due_work_runs_in_order_each_at_its_own_instant(
    clockwork: World, diary: list[tuple[int, str]]
) -> None:
    us, intl = clockwork.accounts["us"], clockwork.accounts["intl"]
    us.at(START + 30, "test.write", "later")
    intl.at(START + 10, "test.write", "sooner")
    us.at(START + 10, "test.write", "sooner, but asked for second")
    us.at(START + 99, "test.write", "not yet")

    clockwork.advance(START + 60)

    assert diary == [
        (START + 10, "sooner"),
        (START + 10, "sooner, but asked for second"),
        (START + 30, "later"),
    ]
    assert [due.object_id for due in clockwork.due()] == ["not yet"]


def test_work_that_makes_work_is_followed_within_one_move(
    clockwork: World, diary: list[tuple[int, str]]
) -> None:
    clockwork.accounts["us"].at(START + 5, "test.write", "again")

    clockwork.advance(START + 20)

    assert diary == [(START + 5, "again"), (START + 15, "follow-up")]


def test_unknown_work_is_refused_when_asked_for_and_not_when_due(clockwork: World) -> None:
    with pytest.raises(KeyError, match="no task is called"):
        clockwork.accounts["us"].at(START, "test.unheard_of", "x")


def story(seed: int) -> list[Object]:
    caller = Caller(Desk(world(seed)))
    caller.post("/v1/customers", payment_method="pm_card_visa")
    caller.post("/v1/products", name="Course")
    return list(caller.pages("/v1/events"))


def test_the_same_seed_gives_the_same_world_and_another_seed_other_ids() -> None:
    assert story(7) == story(7)
    assert {event["id"] for event in story(7)}.isdisjoint(event["id"] for event in story(8))


def test_a_reset_empties_the_accounts_and_repeats_the_same_ids(
    us: Caller, clockwork: World
) -> None:
    first = us.post("/v1/customers")["id"]
    clockwork.advance(START + 60)

    clockwork.reset()

    assert us.get("/v1/customers")["data"] == []
    assert us.post("/v1/customers")["id"] == first
    assert clockwork.clock == START


def test_a_key_opens_one_account_only(clockwork: World) -> None:
    with pytest.raises(StripeError, match="opens an account already"):
        clockwork.open("third", *clockwork.accounts["us"].keys)
