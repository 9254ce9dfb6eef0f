"""docs.stripe.com/api/checkout/sessions and …/payments/checkout/how-checkout-works"""

import pytest

from sandbox.stripe.checkout.completing import Form, complete
from sandbox.stripe.core.errors import StripeError
from tests.unit.sandbox.stripe.billing.shop import DAY, Object, RefusedError
from tests.unit.sandbox.stripe.payments.till import Till
from tests.unit.sandbox.stripe.platform.sdk_types import faults

PATH = "/v1/checkout/sessions"
THANKS = "https://shop.example/thanks"
ANN = "ann@example.com"


def opened(till: Till, mode: str = "payment", **more: object) -> Object:
    given: Object = {"mode": mode, "success_url": THANKS, **more}
    if mode == "setup":
        given.setdefault("currency", "usd")
    elif "line_items" not in given:
        price = till.price() if mode == "subscription" else once(till)
        given["line_items"] = [{"price": price, "quantity": 1}]
    return till.post(PATH, **given)


def once(till: Till) -> str:
    made = till.post("/v1/prices", product=till.product, currency="usd", unit_amount=1500)
    return str(made["id"])


def filled(till: Till, session: Object, card: str | None = "visa", **form: object) -> Object:
    found = till.account.get("checkout.session", session["id"])
    method = card and (card if card.startswith("pm_") else f"pm_card_{card}")
    given: Object = {"email": ANN, **form}
    complete(till.account, found, Form(method, **given))
    till.world.advance(till.world.clock)
    return till.again(session)


def test_a_guest_pays_once(till: Till) -> None:
    session = opened(till, metadata={"order": "7"}, client_reference_id="cart-1")
    assert (session["status"], session["payment_status"]) == ("open", "unpaid")
    assert (session["amount_total"], session["payment_intent"]) == (1500, None)
    before = len(till.heard)

    done = filled(till, session)

    assert (done["status"], done["payment_status"], done["url"]) == ("complete", "paid", None)
    assert (done["customer"], done["customer_details"]["email"]) == (None, ANN)
    assert till.types_since(before) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_customer_is_made_when_the_shop_wants_one(till: Till) -> None:
    done = filled(till, opened(till, customer_creation="always"), name="Ann")

    assert till.get(f"/v1/customers/{done['customer']}")["email"] == ANN


def test_a_subscription_begins_with_a_new_customer_and_their_card(till: Till) -> None:
    session = opened(till, "subscription", subscription_data={"metadata": {"plan": "gold"}})

    done = filled(till, session)

    subscription = till.get(f"/v1/subscriptions/{done['subscription']}")
    assert (done["payment_status"], done["invoice"]) == ("paid", subscription["latest_invoice"])
    assert subscription["status"] == "active"
    assert subscription["metadata"] == {"plan": "gold"}
    assert subscription["customer"] == done["customer"]
    assert subscription["default_payment_method"]
    assert till.types_since(0)[-1] == "checkout.session.completed"


def test_a_trial_asks_for_no_payment_yet(till: Till) -> None:
    """docs.stripe.com/payments/checkout/free-trials"""
    trial = {"trial_period_days": 14}
    done = filled(till, opened(till, "subscription", subscription_data=trial))

    subscription = till.get(f"/v1/subscriptions/{done['subscription']}")
    assert (done["amount_total"], done["payment_status"]) == (0, "no_payment_required")
    assert subscription["status"] == "trialing"


def test_a_trial_may_do_without_a_card(till: Till) -> None:
    session = opened(
        till,
        "subscription",
        payment_method_collection="if_required",
        subscription_data={
            "trial_period_days": 7,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        },
    )

    done = filled(till, session, None)
    till.days_pass(8)

    assert till.get(f"/v1/subscriptions/{done['subscription']}")["status"] == "canceled"


def test_a_card_is_saved_for_later(till: Till) -> None:
    customer = till.customer(None)
    session = opened(till, "setup", customer=customer)
    assert session["setup_intent"]

    done = filled(till, session)

    assert done["payment_status"] == "no_payment_required"
    assert till.get("/v1/payment_methods", customer=customer)["data"]
    assert till.get(f"/v1/setup_intents/{session['setup_intent']}")["status"] == "succeeded"


@pytest.mark.parametrize("mode", ["payment", "subscription"])
def test_a_declined_card_leaves_it_open_for_another(till: Till, mode: str) -> None:
    session = opened(till, mode)

    with pytest.raises(StripeError) as refusal:
        filled(till, session, "chargeCustomerFail")

    assert refusal.value.code == "card_declined"
    assert till.again(session)["status"] == "open"
    assert not till.truth("subscription")
    assert filled(till, session)["payment_status"] == "paid"


@pytest.mark.parametrize("mode", ["payment", "setup", "subscription"])
def test_three_d_secure_is_part_of_the_form(till: Till, mode: str) -> None:
    session = opened(till, mode)
    card = "authenticationRequired"

    with pytest.raises(StripeError, match="unable to authenticate"):
        filled(till, session, card, passes=False)

    assert filled(till, session, card)["status"] == "complete"


def test_a_debit_is_paid_later(till: Till) -> None:
    """docs.stripe.com/checkout/fulfillment: checkout.session.async_payment_succeeded."""
    session = opened(till, line_items=[{"price": once(till), "quantity": 2}])
    found = till.account.get("checkout.session", session["id"])
    complete(till.account, found, Form("pm_usBankAccount_success", ANN))

    assert till.again(session)["payment_status"] == "unpaid"
    till.world.advance(till.world.clock)

    assert till.again(session)["payment_status"] == "paid"
    assert till.types_since(0)[-1] == "checkout.session.async_payment_succeeded"


def test_a_debit_may_fail_later(till: Till) -> None:
    filled(till, opened(till), "pm_usBankAccount_insufficientFunds")

    assert till.types_since(0)[-1] == "checkout.session.async_payment_failed"


def test_a_cart_left_alone_expires_after_a_day(till: Till) -> None:
    session = opened(till)

    till.days_pass(1)

    assert (till.again(session)["status"], till.types_since(0)[-1]) == (
        "expired",
        "checkout.session.expired",
    )
    with pytest.raises(StripeError, match="is expired"):
        filled(till, session)


def test_a_shop_can_close_a_session(till: Till) -> None:
    session = opened(till)

    assert till.post(f"{PATH}/{session['id']}/expire")["status"] == "expired"
    assert till.refused(f"{PATH}/{session['id']}/expire")["message"]


def test_lines_are_described_inline_and_listed(till: Till) -> None:
    inline = {"currency": "usd", "unit_amount": 250, "product_data": {"name": "Pen"}}
    session = opened(till, line_items=[{"price_data": inline, "quantity": 4}])

    shown = till.get(f"{PATH}/{session['id']}", expand=["line_items"])

    assert shown["amount_total"] == 1000
    assert till.get(f"{PATH}/{session['id']}/line_items") == shown["line_items"]
    assert [line["description"] for line in shown["line_items"]["data"]] == ["Pen"]


def test_an_embedded_page_has_a_secret_instead_of_an_address(till: Till) -> None:
    """``ui_mode`` values since dahlia (docs.stripe.com/changelog/dahlia)."""
    session = till.post(
        PATH,
        mode="payment",
        ui_mode="embedded_page",
        return_url=THANKS,
        line_items=[{"price": once(till), "quantity": 1}],
    )

    assert session["url"] is None
    assert session["client_secret"].startswith(session["id"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mode": "setup", "line_items": [{"price": "p", "quantity": 1}]}, "in `setup` mode"),
        ({"payment_intent_data": {"description": "x"}, "mode": "setup"}, "in `setup` mode"),
        ({"customer_email": ANN, "customer": "cus_x"}, "only specify one of"),
        ({"expires_at": 1_738_317_600 + 60}, "at least 30 minutes"),
        ({"expires_at": 1_738_317_600 + 2 * DAY}, "less than 24 hours"),
        ({"line_items": []}, "line_items"),
        ({"ui_mode": "embedded_page"}, "can not be used with"),
        ({"payment_method_types": ["card"]}, "unknown parameter"),
    ],
)
def test_sessions_that_stripe_refuses_are_refused(
    till: Till, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        opened(till, str(given.get("mode", "payment")), **_without_mode(given))


def _without_mode(given: Object) -> Object:
    return {name: value for name, value in given.items() if name != "mode"}


def test_prices_fit_the_mode(till: Till) -> None:
    again = [{"price": till.price(), "quantity": 1}]
    single = [{"price": once(till), "quantity": 1}]

    with pytest.raises(RefusedError, match="passed a recurring price"):
        opened(till, line_items=again)
    with pytest.raises(RefusedError, match="at least one recurring price"):
        opened(till, "subscription", line_items=single)


def test_sessions_are_complete(till: Till) -> None:
    for mode in ("payment", "setup", "subscription"):
        session = opened(till, mode)
        assert faults(session) == []
        assert faults(filled(till, session)) == []


def test_a_setup_fee_is_billed_with_the_first_invoice_only(till: Till) -> None:
    """docs.stripe.com/payments/checkout/build-subscriptions: one-time prices beside recurring."""
    lines = [{"price": till.price(), "quantity": 1}, {"price": once(till), "quantity": 1}]
    session = opened(till, "subscription", line_items=lines)
    assert session["amount_total"] == 3500

    done = filled(till, session)
    till.days_pass(40)

    assert till.charged()[done["customer"]] == 3500 + 2000


def test_a_coupon_reduces_the_session_and_its_subscription(till: Till) -> None:
    """docs.stripe.com/payments/checkout/discounts"""
    coupon = till.post("/v1/coupons", percent_off=25, duration="once")["id"]
    session = opened(till, "subscription", discounts=[{"coupon": coupon}])
    assert (session["amount_subtotal"], session["amount_total"]) == (2000, 1500)
    assert session["total_details"]["amount_discount"] == 500
    assert faults(session) == []

    done = filled(till, session)
    till.days_pass(40)

    assert till.charged()[done["customer"]] == 1500 + 2000


def test_a_customer_types_a_promotion_code_in(till: Till) -> None:
    coupon = till.post("/v1/coupons", amount_off=700, currency="usd", duration="forever")["id"]
    till.post("/v1/promotion_codes", promotion={"type": "coupon", "coupon": coupon}, code="SPRING")
    session = opened(till, "subscription", allow_promotion_codes=True)

    with pytest.raises(StripeError, match="code is invalid"):
        filled(till, session, promotion_code="AUTUMN")
    done = filled(till, session, promotion_code="spring")

    assert done["amount_total"] == 1300
    assert till.charged()[done["customer"]] == 1300


@pytest.mark.parametrize(
    ("mode", "given", "sentence"),
    [
        ("subscription", {"allow_promotion_codes": True}, "only specify one of"),
        ("payment", {}, "not implemented here: coupons"),
    ],
)
def test_coupons_are_for_subscriptions_and_one_at_a_time(
    till: Till, mode: str, given: Object, sentence: str
) -> None:
    coupon = till.post("/v1/coupons", percent_off=25, duration="once")["id"]

    with pytest.raises(RefusedError, match=sentence):
        opened(till, mode, discounts=[{"coupon": coupon}], **given)
