"""How far a walk looks, and what a page can prove."""

from carryover.kernel.facts import CustomerState, StateSeen
from carryover.sync.messages import Seam
from carryover.sync.model import Listing, Window
from carryover.sync.policy import (
    CARRIED_AT_MOST,
    DAY,
    GRACE,
    differing,
    events_window,
    next_seam,
    stretch,
)
from tests.unit.sync.world import NOON, customer


def seen(*states: CustomerState) -> list[StateSeen]:
    return [
        StateSeen(account="us", evidence="read:1", earliest=NOON, latest=NOON, state=state)
        for state in states
    ]


def test_a_window_never_ends_before_it_begins() -> None:
    window = events_window(NOON + 100 * DAY, NOON)

    assert window.since <= window.until


def test_a_checkpoint_from_just_inside_stripes_memory_has_lost_nothing() -> None:
    assert events_window(NOON - 30 * DAY, NOON) == Window(since=NOON - 30 * DAY, until=NOON - GRACE)
    assert events_window(NOON - 30 * DAY - 1, NOON).lost_from == NOON - 30 * DAY - 1


def test_a_page_proves_nothing_about_its_own_oldest_second() -> None:
    page = Listing(seen(customer(2, 20), customer(1, 10)), next_after="cus_0001")

    assert (stretch(None, page, 30).since, stretch(None, page, 30).until) == (11, 30)


def test_the_last_page_proves_everything_before_it() -> None:
    page = Listing(seen(customer(1, 10)), next_after=None)

    covered = stretch(Seam(second=20, listed=("cus_0002",)), page, 30)

    assert (covered.since, covered.until) == (0, 20)
    assert covered.listed == {"cus_0001", "cus_0002"}


def test_a_page_of_newborns_makes_no_newborn_an_orphan() -> None:
    page = Listing(seen(customer(1, 10)), next_after=None)

    assert stretch(Seam(second=50, listed=()), page, 30).until == 30


def test_a_second_that_fills_a_page_is_carried_until_it_is_complete() -> None:
    full = Listing(seen(customer(3, 10), customer(2, 10)), next_after="cus_0002")

    seam = next_seam(Seam(second=10, listed=("cus_0004",)), full, 30)

    assert seam == Seam(second=10, listed=("cus_0004", "cus_0003", "cus_0002"))
    covered = stretch(seam, full, 30)
    assert covered.since > covered.until, "nothing is proved yet"


def test_a_second_too_crowded_to_carry_is_left_unjudged_to_its_end() -> None:
    crowd = tuple(str(number) for number in range(CARRIED_AT_MOST))
    page = Listing(seen(customer(1, 10)), next_after="cus_0001")

    crowded = next_seam(Seam(second=10, listed=crowd), page, 30)
    later = next_seam(crowded, page, 30)

    assert crowded == later == Seam(second=10, listed=None)
    assert stretch(crowded, Listing(seen(customer(0, 5)), next_after="x"), 30).until == 9


def test_the_fields_that_differ_are_named_in_the_order_of_the_record() -> None:
    assert differing(customer(1), customer(1)) == ()
    assert differing(customer(1), customer(1, name="Ada", metadata={"a": "b"})) == (
        "name",
        "metadata",
    )
