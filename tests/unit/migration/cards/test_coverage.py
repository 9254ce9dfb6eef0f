"""Everybody who pays is mapped, or listed with what it is worth (MIG-3)."""

from typing import Any

from carryover.migration.cards.coverage import Coverage, Gap, Payer, coverage, payer
from carryover.migration.cards.model import customer, method
from carryover.migration.model import Old
from carryover.migration.planning.papers import Subscription


def test_what_counts_is_the_card_that_is_really_charged() -> None:
    own, fallback = _subscription(default_payment_method="pm_2"), _subscription()

    assert _payer(own).method == "pm_2"
    assert _payer(fallback).method == "pm_1"


def test_a_customer_whose_charged_card_is_not_mapped_is_not_covered() -> None:
    known = {customer("us", "cus_1"): "cus_1", method("us", "pm_1"): "pm_n1"}

    found = _covered(known, _subscription(default_payment_method="pm_2"))

    (missing,) = found.missing
    assert missing.gap is Gap.METHOD
    assert "pm_2 is not" in missing.sentence
    assert not found.complete


def test_money_is_counted_per_currency_and_never_across() -> None:
    known = {customer("us", "cus_1"): "cus_1", method("us", "pm_1"): "pm_n1"}

    found = _covered(
        known,
        _subscription(),
        _subscription(currency="eur"),
        _subscription(customer=_customer("cus_2")),
    )

    assert (found.paying, found.covered) == (3, 2)
    assert found.money == {"usd": 3800, "eur": 1900}
    assert found.money_missing == {"usd": 1900}
    assert found.missing[0].gap is Gap.CUSTOMER


def test_who_is_sent_invoices_needs_no_card() -> None:
    known = {customer("us", "cus_1"): "cus_1"}

    assert _covered(known, _subscription(collection_method="send_invoice")).complete


def test_who_is_gone_or_has_not_begun_is_not_counted() -> None:
    found = _covered({}, _subscription(status="canceled"), _subscription(status="incomplete"))

    assert found.paying == 0


def test_the_mapping_of_one_source_covers_nobody_of_another() -> None:
    known = {customer("eu", "cus_1"): "cus_1", method("eu", "pm_1"): "pm_n1"}

    assert _covered(known, _subscription()).covered == 0


def test_two_people_under_one_new_id_are_not_covered() -> None:
    who = customer("us", "cus_1")
    known = {who: "cus_1", method("us", "pm_1"): "pm_n1"}

    found = coverage("us", [_payer(_subscription())], known, disputed=frozenset({who}))

    assert found.missing[0].gap is Gap.DISPUTED


def _covered(known: dict[Old, str], *subscriptions: dict[str, Any]) -> Coverage:
    payers = (
        payer("us", Subscription.model_validate(each), monthly=1900) for each in subscriptions
    )
    return coverage("us", [each for each in payers if each], known)


def _payer(subscription: dict[str, Any]) -> Payer:
    found = payer("us", Subscription.model_validate(subscription), monthly=1900)
    assert found is not None
    return found


def _customer(name: str = "cus_1") -> dict[str, Any]:
    settings = {"default_payment_method": {"id": "pm_1", "object": "payment_method"}}
    return {"id": name, "object": "customer", "invoice_settings": settings}


def _subscription(**changes: Any) -> dict[str, Any]:
    """As much of one as Stripe shows and planning reads."""
    recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    price = {"id": "price_1", "currency": "usd", "unit_amount": 1900, "recurring": recurring}
    item = {
        "id": "si_1",
        "price": price,
        "quantity": 1,
        "current_period_start": 1_767_225_600,
        "current_period_end": 1_769_904_000,
        "metadata": {},
    }
    return {
        "id": "sub_1",
        "status": "active",
        "currency": "usd",
        "customer": _customer(),
        "collection_method": "charge_automatically",
        "billing_cycle_anchor": 1_767_225_600,
        "created": 1_767_225_600,
        "start_date": 1_767_225_600,
        "cancel_at_period_end": False,
        "billing_mode": {"type": "classic"},
        "items": {"data": [item], "has_more": False},
        "metadata": {},
        **changes,
    }
