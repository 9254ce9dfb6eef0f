"""MIG-11: what cannot be honoured exactly stays outside, with a sentence; nothing is guessed."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.stripe.adoption.adopting import adopt
from sandbox.stripe.core.cards import Approved
from sandbox.stripe.core.world import World
from sandbox.stripe.payments.instruments import ask
from tests.simulation.reading import read_out
from tests.unit.sandbox.stripe.adoption.heir import Heir, Papers
from tests.unit.sandbox.stripe.billing.shop import DAY, Object, Shop


class Estate:
    """One subscription, written down, before somebody changes what is written."""

    def __init__(self, **terms: object) -> None:
        self.shop = Shop()
        self.made = self.shop.subscribe(self.shop.customer(), self.shop.price(), **terms)
        self.papers: Papers = read_out(self.shop)

    @property
    def subscription(self) -> Object:
        [found] = self.papers["subscriptions"]
        return found

    def refusals(self) -> dict[str, str]:
        return Heir(self.papers, self.shop.world.clock).refusals


def _said(change: Callable[[Estate], Any], **terms: object) -> str:
    estate = Estate(**terms)
    change(estate)
    return estate.refusals()[estate.made["id"]]


def _set(**fields: object) -> Callable[[Estate], None]:
    return lambda estate: estate.subscription.update(fields)


def test_a_threshold_is_not_simulated() -> None:
    said = _said(_set(billing_thresholds={"amount_gte": 5000}))

    assert said == "it uses billing_thresholds, which the local Stripe does not simulate"


def test_a_field_nobody_knows_is_not_ignored() -> None:
    said = _said(_set(loyalty_multiplier=2))

    assert said == "it says loyalty_multiplier, which the local Stripe does not know"


def test_a_field_nobody_knows_may_be_empty() -> None:
    estate = Estate()
    estate.subscription["loyalty_multiplier"] = None

    assert estate.refusals() == {}


def test_the_shape_of_an_older_version_is_asked_for_again() -> None:
    def older(estate: Estate) -> None:
        for item in estate.subscription["items"]["data"]:
            del item["current_period_end"]

    assert "read it again at the pinned version" in _said(older)


def test_a_period_that_does_not_follow_from_its_anchor_is_not_bent() -> None:
    def bent(estate: Estate) -> None:
        [item] = estate.subscription["items"]["data"]
        item["current_period_end"] += DAY

    assert "by its anchor the local Stripe would end it at" in _said(bent)


def test_whether_time_before_an_anchor_is_charged_is_not_guessed() -> None:
    anchor = Shop().world.clock + 25 * DAY

    said = _said(lambda _: None, trial_period_days=10, billing_cycle_anchor=anchor)

    assert "no API shows whether the time between is charged" in said


def test_who_pays_by_what_is_not_simulated_is_named() -> None:
    def by_paypal(estate: Estate) -> None:
        for people in (estate.subscription["customer"], *estate.papers["customers"]):
            method = people["invoice_settings"]["default_payment_method"]
            method.update(type="paypal", paypal={})

    assert "it pays by paypal, which the local Stripe does not simulate" in _said(by_paypal)


def test_a_payment_method_that_was_not_read_is_missed() -> None:
    said = _said(_set(default_payment_method="pm_elsewhere"))

    assert said == "it is charged to pm_elsewhere, and that is not in the snapshot"


def test_metered_prices_take_their_subscriptions_with_them() -> None:
    def metered(estate: Estate) -> None:
        for price in estate.papers["prices"]:
            price["recurring"]["usage_type"] = "metered"
        [item] = estate.subscription["items"]["data"]
        item["price"]["recurring"]["usage_type"] = "metered"

    assert "it is metered: usage is not in a snapshot" in _said(metered)


def test_tiers_that_were_not_read_are_not_free() -> None:
    def tiered(estate: Estate) -> None:
        [item] = estate.subscription["items"]["data"]
        for price in (item["price"], *estate.papers["prices"]):
            price.update(billing_scheme="tiered", unit_amount_decimal=None, tiers=None)

    assert "its tiers were not read (expand them)" in _said(tiered)


def test_a_discount_whose_coupon_is_gone_is_not_forgotten() -> None:
    estate = Estate()
    place = f"/v1/subscriptions/{estate.made['id']}"
    coupon = estate.shop.post("/v1/coupons", duration="forever", percent_off=10)
    estate.shop.post(place, discounts=[{"coupon": coupon["id"]}])
    estate.papers = read_out(estate.shop)
    estate.papers["coupons"] = []

    assert "it needs coupon" in estate.refusals()[estate.made["id"]]


def test_a_schedule_that_was_not_read_leads_nowhere() -> None:
    said = _said(_set(schedule="sub_sched_elsewhere"))

    assert said.startswith("it needs subscription schedule sub_sched_elsewhere")


def test_lists_that_were_cut_off_are_noticed() -> None:
    def cut(estate: Estate) -> None:
        estate.subscription["items"]["has_more"] = True

    assert _said(cut) == "it has more items than are in the snapshot"


def test_a_subscription_that_is_over_needs_nothing() -> None:
    estate = Estate()
    estate.shop.delete(f"/v1/subscriptions/{estate.made['id']}")
    estate.papers = {**read_out(estate.shop), "coupons": [], "prices": []}

    assert estate.made["id"] not in estate.refusals()


@pytest.mark.parametrize(("key", "pays"), [("sk_test_heir", False), ("sk_live_heir", True)])
def test_only_test_data_show_which_test_card_it_is(key: str, *, pays: bool) -> None:
    shop = Shop()
    method = shop.gets_card(shop.customer(), "chargeCustomerFail")
    account = World(seed=77, start=shop.world.clock).open("heir", key)

    adopt(account, read_out(shop))

    assert isinstance(ask(account, method), Approved) is pays
