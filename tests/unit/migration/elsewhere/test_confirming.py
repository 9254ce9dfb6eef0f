"""A source we cannot stop: only what was confirmed as stopped is let go (MIG-14)."""

from hypothesis import given
from hypothesis import strategies as some

from carryover.migration.elsewhere.confirming import (
    MappedConfirmations,
    Overtaken,
    Running,
    StoppedConfirmed,
    is_confirmation,
    standing,
    without_confirmations,
)
from carryover.migration.model import Old, Thing
from carryover.migration.planning.spec import Item, Spec
from cli.rehearsal.memory import IdMemory

BOUNDARY = 1_769_904_000
SPEC = Spec(
    account="oldcart",
    subscription="R-1",
    customer="C-1",
    currency="usd",
    boundary=BOUNDARY,
    items=(Item(price="price_1"),),
    billing_mode="flexible",
)


def test_as_long_as_nobody_has_said_so_it_bills_there() -> None:
    found = standing(SPEC, None, now=BOUNDARY - 1)

    assert isinstance(found, Running)
    assert "Stop it at oldcart before 2026-02-01 00:00 UTC" in found.sentence


def test_what_was_stopped_in_time_may_live_also_when_we_come_late() -> None:
    assert standing(SPEC, BOUNDARY - 60, now=BOUNDARY + 60) == StoppedConfirmed(BOUNDARY - 60)


def test_a_boundary_that_passed_unconfirmed_was_charged_there() -> None:
    assert isinstance(standing(SPEC, None, now=BOUNDARY), Overtaken)
    assert isinstance(standing(SPEC, BOUNDARY, now=BOUNDARY + 60), Overtaken)


@given(some.none() | some.integers(BOUNDARY - 9, BOUNDARY + 9), some.integers(0, 2 * BOUNDARY))
def test_nothing_lives_that_was_not_stopped_before_its_boundary(
    confirmed: int | None, now: int
) -> None:
    lives = isinstance(standing(SPEC, confirmed, now=now), StoppedConfirmed)

    assert lives == (confirmed is not None and confirmed < BOUNDARY)


def test_a_confirmation_is_remembered_per_run_and_source_and_is_no_id() -> None:
    ids = IdMemory()
    confirmations = MappedConfirmations(ids)

    confirmations.put("acme", "oldcart", {"R-1": BOUNDARY - 60})
    confirmations.put("acme", "oldcart", {})

    assert confirmations.find("acme", "oldcart", "R-1") == BOUNDARY - 60
    assert confirmations.find("acme", "oldcart", "R-2") is None
    assert confirmations.find("acme", "othercart", "R-1") is None
    (kept,) = [old for old, _ in ids.all("acme")]
    plain = Old(account="oldcart", kind=Thing.SUBSCRIPTION, id="R-1")
    assert is_confirmation(kept)
    assert without_confirmations([kept, plain]) == [plain]
