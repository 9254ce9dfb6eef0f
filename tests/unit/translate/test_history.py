"""What an object was before an update, where the event surely says so."""

import pytest

from carryover.kernel.facts import CustomerState, SubscriptionState
from tests.unit.translate.post import Json, an, letter, seen, updated


def test_a_changed_field_was_what_the_event_says() -> None:
    fact = seen(updated("customer", an("customer", email="new@example.com"), {"email": None}))

    assert isinstance(fact.state, CustomerState)
    assert isinstance(fact.before, CustomerState)
    assert (fact.state.email, fact.before.email) == ("new@example.com", None)


def test_nested_changes_are_told_in_part() -> None:
    now = {"default_payment_method": "pm_2", "footer": "Danke"}
    was = {"invoice_settings": {"default_payment_method": "pm_1"}}

    before = seen(updated("customer", an("customer", invoice_settings=now), was)).before

    assert isinstance(before, CustomerState)
    assert before.default_payment_method == "pm_1"


def test_metadata_that_was_absent_is_null_and_metadata_that_went_is_back() -> None:
    about = an("customer", metadata={"stays": "s", "new": "n"})

    before = seen(updated("customer", about, {"metadata": {"new": None, "gone": "g"}})).before

    assert isinstance(before, CustomerState)
    assert before.metadata == {"gone": "g", "stays": "s"}


def test_equal_states_are_equal_in_any_order_of_their_metadata() -> None:
    one = seen(letter("customer.updated", an("customer", metadata={"a": "1", "b": "2"})))
    other = seen(updated("customer", an("customer", metadata={"b": "2"}), {"metadata": {"a": "1"}}))

    assert other.before is not None
    assert one.state.model_dump_json() == other.before.model_dump_json()


def test_lists_are_told_whole() -> None:
    about = an("subscription")
    (item,) = about["items"]["data"]
    was = {"items": {"data": [item | {"current_period_start": 1, "current_period_end": 2}]}}

    before = seen(updated("subscription", about, was)).before

    assert isinstance(before, SubscriptionState)
    assert before.current_period_end == 2


def test_a_pause_that_just_began_was_nothing_before() -> None:
    about = an("subscription", pause_collection={"behavior": "void", "resumes_at": None})

    before = seen(updated("subscription", about, {"pause_collection": None})).before

    assert isinstance(before, SubscriptionState)
    assert before.pause_collection is None


@pytest.mark.parametrize("version", ["2017-04-06", "2015-01-26", None])
def test_lists_of_the_oldest_versions_are_fragments_and_not_believed(version: str | None) -> None:
    about = an("subscription")
    was = {"items": {"data": [about["items"]["data"][0]]}}

    assert seen(updated("subscription", about, was, version)).before is None


@pytest.mark.parametrize(
    "previous",
    [None, "nothing", [], {"id": "cus_other"}, {"created": None}, {"balance": "lots"}],
)
def test_what_cannot_be_undone_leaves_the_state_alone(previous: object) -> None:
    fact = seen(updated("customer", an("customer"), previous))

    assert fact.before is None
    assert fact.state.id == "cus_GoldenMira0001"


def test_an_update_of_something_we_do_not_keep_goes_from_a_state_to_itself() -> None:
    fact = seen(updated("customer", an("customer"), {"description": "old words"}))

    assert fact.before == fact.state


@pytest.mark.parametrize(
    ("event_type", "kind", "birth"),
    [
        ("customer.created", "customer", True),
        ("customer.subscription.created", "subscription", True),
        ("invoice.created", "invoice", True),
        ("customer.updated", "customer", False),
        ("customer.deleted", "customer", False),
        ("invoice.finalized", "invoice", False),
    ],
)
def test_only_a_creation_begins_an_object(event_type: str, kind: str, *, birth: bool) -> None:
    about: Json = an(kind)

    assert seen(letter(event_type, about)).birth is birth


def test_nothing_comes_before_a_creation() -> None:
    body = letter("customer.created", an("customer"))
    body["data"]["previous_attributes"] = {"email": None}

    assert seen(body).before is None
