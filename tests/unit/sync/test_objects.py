"""What the walk through customers, subscriptions and invoices promises (PAY-3, the last net)."""

from hypothesis import given
from hypothesis import strategies as st

from carryover.kernel.identity import Kind, ObjectRef
from carryover.sync.model import Tally
from carryover.sync.policy import GRACE, ORPHANS_AT_MOST
from tests.unit.mirror.world import subscription
from tests.unit.sync.world import EVERYTHING_OLD, NOON, Ledger, LittleStripe, Stage, customer

TEN = [customer(number, EVERYTHING_OLD + number) for number in range(10)]


def test_a_record_that_is_right_is_left_alone() -> None:
    stage = Stage(LittleStripe().has(*TEN), Ledger().holds(*TEN))

    report = stage.walks_objects().report

    assert stage.told == []
    assert report.findings.of("customer").equal == 10


def test_what_we_never_heard_of_is_told_to_the_mirror() -> None:
    stage = Stage(LittleStripe().has(*TEN), Ledger().holds(*TEN[:7]))

    report = stage.walks_objects().report

    assert sorted(stage.told) == [f"state_seen cus_000{n}" for n in (7, 8, 9)]
    assert report.findings.of("customer").missing == 3


def test_a_difference_is_repaired_and_named_by_field_never_by_value() -> None:
    theirs = customer(1, email="new@example.com", balance=-500)
    stage = Stage(LittleStripe().has(theirs), Ledger().holds(customer(1, email="old@example.com")))

    report = stage.walks_objects().report

    assert report.findings.of("customer").equal == 0
    (example,) = report.findings.examples
    assert (example.id, example.finding) == ("cus_0001", "different")
    assert example.fields == ("email", "balance")
    assert "example.com" not in report.model_dump_json()
    assert stage.ledger.states([ObjectRef("us", Kind.CUSTOMER, "cus_0001")]).popitem()[1] == theirs


def test_what_only_we_have_is_looked_at() -> None:
    stage = Stage(LittleStripe().has(*TEN[:4], *TEN[5:]), Ledger().holds(*TEN))

    report = stage.walks_objects().report

    assert stage.told == ["object_touched cus_0004"]
    assert report.findings.of("customer").orphans == 1


def test_a_second_with_more_customers_than_a_page_holds_makes_no_orphans() -> None:
    """An import creates hundreds in a second; the pages break off in the middle of it."""
    crowd = [customer(number) for number in range(10)]
    stage = Stage(LittleStripe().has(*crowd[1:]), Ledger().holds(*crowd))

    stage.walks_objects()

    assert stage.told == ["object_touched cus_0000"]


def test_a_newborn_is_left_to_its_webhook_and_is_no_orphan_either() -> None:
    newborn, unlisted = customer(1, NOON - GRACE + 1), customer(2, NOON - GRACE + 1)
    stage = Stage(LittleStripe().has(newborn), Ledger().holds(unlisted))

    assert stage.walks_objects().report.findings.of("customer").checked == 0
    assert stage.told == []


def test_a_customer_is_judged_from_the_fifth_minute_on() -> None:
    stage = Stage(LittleStripe().has(customer(1, NOON - GRACE)))

    assert stage.walks_objects().report.findings.of("customer").missing == 1


def test_customers_subscriptions_and_invoices_are_all_walked_with_totals_for_each() -> None:
    sub = subscription(created=EVERYTHING_OLD)
    stage = Stage(LittleStripe().has(*TEN, sub), Ledger().holds(*TEN))

    tallies = stage.walks_objects().report.findings.tallies

    assert {kind: tally.checked for kind, tally in tallies.items()} == {
        "customer": 10,
        "invoice": 0,
        "subscription": 1,
    }
    assert stage.told == ["state_seen sub_1"]


def test_a_record_full_of_strangers_is_a_question_about_the_key_not_a_thousand_reads() -> None:
    strangers = [customer(number) for number in range(ORPHANS_AT_MOST + 1)]
    stage = Stage(LittleStripe(), Ledger().holds(*strangers))

    report = stage.walks_objects().report

    (doubt,) = stage.reviews.doubts.values()
    assert "Is the key another account's" in doubt.sentence
    assert stage.told == []
    assert report.findings.of("customer").orphans == ORPHANS_AT_MOST + 1


def test_a_hundred_orphans_on_a_page_are_still_believed_and_looked_at() -> None:
    gone = [customer(number) for number in range(ORPHANS_AT_MOST)]
    stage = Stage(LittleStripe(), Ledger().holds(*gone))

    stage.walks_objects()

    assert len(stage.told) == ORPHANS_AT_MOST
    assert not stage.reviews.doubts


def test_an_object_without_a_documented_shape_goes_to_a_person_and_spoils_no_page() -> None:
    stripe = LittleStripe(odd={"cus_0004"}).has(*TEN)
    stage = Stage(stripe, Ledger().holds(*TEN[1:]))

    report = stage.walks_objects().report

    (doubt,) = stage.reviews.doubts.values()
    assert doubt.subject == "customer cus_0004 of us"
    assert stage.told == ["state_seen cus_0000"], "and it is not taken for an orphan"
    assert report.findings.of("customer").unreadable == 1


def test_the_other_accounts_record_is_never_looked_at() -> None:
    stage = Stage(ledger=Ledger().holds(*TEN, account="intl"))

    stage.walks_objects()

    assert stage.told == []


@given(
    seconds=st.lists(st.integers(0, 6), min_size=1, max_size=25),
    fates=st.lists(st.sampled_from(["right", "missing", "different", "orphan"]), min_size=25),
    size=st.integers(1, 6),
)
def test_whatever_was_wrong_is_right_afterwards_and_counted_once(
    seconds: list[int], fates: list[str], size: int
) -> None:
    stage = Stage(LittleStripe(size=size))
    for number, (second, fate) in enumerate(zip(seconds, fates, strict=False)):
        state = customer(number, EVERYTHING_OLD + second)
        if fate != "orphan":
            stage.stripe.has(state)
        if fate != "missing":
            stage.ledger.holds(state.model_copy(update={"delinquent": fate == "different"}))

    tally = stage.walks_objects().report.findings.of("customer")

    theirs = {state.id: state for state in stage.stripe.states[Kind.CUSTOMER]}
    assert {ref.id: state for ref, state in stage.ledger.states_of.items()} == theirs
    told = fates[: len(seconds)]
    assert (tally.missing, tally.different, tally.orphans) == (
        told.count("missing"),
        told.count("different"),
        told.count("orphan"),
    )
    assert len(stage.told) == len(told) - told.count("right")


def test_the_same_walk_again_finds_nothing() -> None:
    stage = Stage(LittleStripe().has(*TEN), Ledger().holds(*TEN[:5], customer(77))).walks_objects()

    again = stage.walks_objects(minutes=5).report.findings.of("customer")

    assert again == Tally(checked=10)
