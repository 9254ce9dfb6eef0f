"""What we keep of an invoice, wherever an API version shows it."""

import pytest

from tests.unit.translate.post import Json, an, invoice, letter, refusal, seen, understood, without


def an_invoice_saying(**shown: object) -> Json:
    return without(an("invoice"), "parent", "subscription", "lines") | shown


@pytest.mark.parametrize(
    "shown",
    [
        {"parent": {"subscription_details": {"subscription": "sub_1"}}},
        {"parent": {"subscription_details": {"subscription": {"id": "sub_1"}}}},
        {"subscription": "sub_1"},
        {"subscription": None, "parent": {"subscription_details": {"subscription": "sub_1"}}},
        {"subscription": {"id": "sub_1", "object": "subscription"}},
        {"lines": {"data": [{"subscription": "sub_1"}, {"subscription": None}]}},
        {"lines": {"data": [{"parent": {"subscription_item_details": {"subscription": "sub_1"}}}]}},
        {"lines": {"data": [{"parent": {"invoice_item_details": {"subscription": "sub_1"}}}]}},
    ],
)
def test_an_invoice_knows_its_subscription_in_every_shape(shown: Json) -> None:
    assert invoice(an_invoice_saying(**shown)).subscription == "sub_1"


@pytest.mark.parametrize(
    "shown",
    [
        {"subscription": None},
        {"parent": None},
        {"parent": {"quote_details": {"quote": "qt_1"}, "subscription_details": None}},
        {"parent": None, "lines": {"data": [{"subscription": "sub_1"}]}},
        {"subscription": None, "lines": {"data": [{"subscription": "sub_1"}]}},
        {},
    ],
)
def test_an_invoice_written_by_hand_has_none(shown: Json) -> None:
    assert invoice(an_invoice_saying(**shown)).subscription is None


def test_lines_of_two_subscriptions_do_not_tell_whose_invoice_it_is() -> None:
    shown = an_invoice_saying(
        lines={"data": [{"subscription": "sub_1"}, {"subscription": "sub_2"}]}
    )

    assert "`subscription`" in refusal(letter("invoice.updated", shown))


def test_amounts_stay_whole_minor_units() -> None:
    kept = invoice(an("invoice", amount_due=1710, amount_paid=0, amount_remaining=1710))

    assert (kept.subtotal, kept.total) == (1900, 1710)
    assert (kept.amount_due, kept.amount_paid, kept.amount_remaining) == (1710, 0, 1710)


def test_the_days_of_an_invoices_life_are_kept() -> None:
    days = {"finalized_at": 1, "paid_at": 2, "voided_at": 3, "marked_uncollectible_at": 4}

    kept = invoice(an("invoice", status_transitions=days))

    assert {name: getattr(kept, name) for name in days} == days


@pytest.mark.parametrize(
    ("flags", "status"),
    [({"paid": True}, "paid"), ({"paid": False, "forgiven": True}, "uncollectible")],
)
def test_an_old_flag_gives_the_status_where_it_settles_it(flags: Json, status: str) -> None:
    assert invoice(without(an("invoice"), "status") | flags).status == status


def test_an_unpaid_invoice_without_a_status_may_be_a_draft_open_or_void() -> None:
    shown = without(an("invoice"), "status") | {"paid": False, "closed": True}

    assert "`status` is missing" in refusal(letter("invoice.updated", shown))


def test_old_names_of_two_fields_are_understood() -> None:
    shown = without(an("invoice"), "created", "collection_method")

    kept = invoice(shown | {"date": 77, "billing": "send_invoice"})

    assert (kept.created, kept.collection_method) == (77, "send_invoice")


def test_a_deleted_draft_is_marked() -> None:
    assert seen(letter("invoice.deleted", an("invoice"))).state.deleted


@pytest.mark.parametrize(
    "forecast",
    [
        letter("invoice.upcoming", without(an("invoice"), "id")),
        letter("invoice.upcoming", an("invoice", id="upcoming_in_1")),
        letter("invoice.something_new", an("invoice", id="upcoming_in_1")),
    ],
)
def test_the_forecast_of_an_invoice_is_no_invoice(forecast: Json) -> None:
    answer = understood(forecast)

    assert answer.facts == ()
    assert answer.ignored.startswith("A forecast")


@pytest.mark.parametrize(
    "field",
    ["id", "created", "livemode", "customer", "status", "currency", "subtotal", "total",
     "amount_due", "amount_paid", "amount_remaining", "period_start", "period_end"],
)  # fmt: skip
def test_an_invoice_without_a_field_it_always_has_goes_to_a_person(field: str) -> None:
    assert f"`{field}`" in refusal(letter("invoice.updated", without(an("invoice"), field)))
