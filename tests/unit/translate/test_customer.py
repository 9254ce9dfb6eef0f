"""What we keep of a customer."""

import pytest

from tests.unit.translate.post import an, customer, letter, read, refusal, seen, without


def test_a_customer_is_kept_with_what_money_and_access_depend_on() -> None:
    shown = an(
        "customer",
        balance=-250,
        currency="eur",
        phone="+49 000",
        default_source="card_1",
        metadata={"b": "2", "a": "1"},
    )

    kept = customer(shown)

    assert (kept.id, kept.customer) == ("cus_GoldenMira0001", "cus_GoldenMira0001")
    assert (kept.email, kept.name, kept.phone) == ("mira@example.com", "Mira Example", "+49 000")
    assert (kept.balance, kept.currency, kept.default_source) == (-250, "eur", "card_1")
    assert (kept.preferred_locales, kept.tax_exempt) == (("de",), "none")
    assert list(kept.metadata) == ["a", "b"]


def test_an_expanded_payment_method_counts_as_its_id() -> None:
    expanded = {"default_payment_method": {"id": "pm_9", "object": "payment_method"}}

    assert customer(an("customer", invoice_settings=expanded)).default_payment_method == "pm_9"
    assert customer(an("customer", default_source={"id": "card_9"})).default_source == "card_9"


def test_what_stripe_leaves_null_is_our_default() -> None:
    nulls = dict.fromkeys(("delinquent", "metadata", "preferred_locales", "balance", "email"))

    kept = customer(an("customer", **nulls))

    assert (kept.delinquent, kept.metadata, kept.preferred_locales, kept.balance) == (
        False, {}, (), 0,
    )  # fmt: skip
    assert kept.email is None


def test_an_abridged_customer_without_settings_has_no_payment_method() -> None:
    assert customer(without(an("customer"), "invoice_settings")).default_payment_method is None


def test_a_name_cut_in_the_middle_of_an_emoji_does_not_lose_the_customer() -> None:
    cut = an("customer", name="Mira \ud83d", metadata={"mood \ud83d": "\ude00"})

    kept = customer(cut)

    assert (kept.name, kept.metadata) == ("Mira ?", {"mood ?": "?"})


def test_a_deleted_customer_is_kept_as_it_was_last_and_marked() -> None:
    fact = seen(letter("customer.deleted", an("customer")))

    assert fact.state.deleted
    assert fact.state.id == "cus_GoldenMira0001"
    assert not fact.birth


@pytest.mark.parametrize("field", ["id", "created", "livemode"])
def test_a_customer_without_a_field_it_always_has_goes_to_a_person(field: str) -> None:
    sentence = refusal(letter("customer.updated", without(an("customer"), field)))

    assert f"`{field}`" in sentence


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("balance", "12", "`balance` is not a whole number"),
        ("balance", 12.5, "`balance` is not a whole number"),
        ("delinquent", 1, "`delinquent` is neither true nor false"),
        ("email", ["mira@example.com"], "`email` is not text"),
        ("metadata", {"secret-key": 5}, "`metadata` is not text"),
        ("invoice_settings", "pm_1", "`default_payment_method` is not text"),
        ("created", -1, "`created` is not a whole number"),
        ("created", 10**15, "`created` is not a whole number"),
        ("id", "", "`id` is not text"),
        ("id", "x" * 256, "`id` is not text"),
    ],
)
def test_a_field_of_another_type_is_named_and_its_value_is_not_repeated(
    field: str, value: object, complaint: str
) -> None:
    sentence = refusal(letter("customer.updated", an("customer", **{field: value})))

    assert complaint in sentence
    assert "mira" not in sentence
    assert "secret-key" not in sentence


def test_a_number_too_long_for_any_store_is_refused() -> None:
    sentence = refusal(letter("customer.updated", an("customer", balance=10**18)))

    assert "`balance` is not a whole number" in sentence


def test_a_refused_customer_is_still_filed_under_its_event() -> None:
    answer = read(letter("customer.updated", without(an("customer"), "created")))

    assert answer.event is not None
    assert (answer.event.account, answer.event.id, answer.type) == (
        "us", "evt_1", "customer.updated",
    )  # fmt: skip
