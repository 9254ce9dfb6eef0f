"""Coupons and promotion codes: docs.stripe.com/api/coupons, docs.stripe.com/api/promotion_codes."""

import pytest

from tests.unit.sandbox.stripe.platform.caller import START, Caller, Object, RefusedError

DAY = 86_400


def coupon(us: Caller, **given: object) -> Object:
    return us.post("/v1/coupons", **{"percent_off": 25, **given})


def code(us: Caller, of: Object, **given: object) -> Object:
    promotion = {"type": "coupon", "coupon": of["id"]}
    return us.post("/v1/promotion_codes", promotion=promotion, **given)


def subscribe(us: Caller, customer: str, amount: int = 2000, **given: object) -> Object:
    product = us.post("/v1/products", name="Gold")["id"]
    cycle = {"interval": "month"}
    price = us.post(
        "/v1/prices", product=product, currency="usd", unit_amount=amount, recurring=cycle
    )
    path = "/v1/subscriptions"
    return us.post(path, customer=customer, items=[{"price": price["id"]}], **given)


def customer(us: Caller) -> str:
    method = {"default_payment_method": "pm_card_visa"}
    made = us.post("/v1/customers", payment_method="pm_card_visa", invoice_settings=method)
    return str(made["id"])


def test_a_coupon_is_for_once_unless_told_otherwise(us: Caller) -> None:
    made = coupon(us, percent_off=12.5)

    assert (made["duration"], made["percent_off"], made["valid"]) == ("once", 12.5, True)
    assert us.get(f"/v1/coupons/{made['id']}") == made
    assert [each["id"] for each in us.get("/v1/coupons")["data"]] == [made["id"]]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"percent_off": 0}, "greater than 0"),
        ({"percent_off": 101}, "less than or equal to 100"),
        ({"amount_off": 5, "currency": "usd"}, "either percent_off or amount_off"),
        ({"duration": "repeating"}, "Missing required param: duration_in_months"),
        ({"duration_in_months": 3}, "can only be set if duration is repeating"),
        ({"redeem_by": START - 1}, "must be in the future"),
        ({"redeem_by": START + 6 * 366 * DAY}, "no more than five years"),
        ({"max_redemptions": 0}, "greater than or equal to 1"),
        ({"applies_to": {"products": ["prod_x"]}}, "No such product"),
        ({"currency_options": {"eur": {"amount_off": 5}}}, "coupon has an amount_off"),
    ],
)
def test_coupons_that_are_refused(us: Caller, given: Object, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        coupon(us, **given)


def test_an_amount_off_needs_a_currency(us: Caller) -> None:
    with pytest.raises(RefusedError, match="Missing required param: currency"):
        us.post("/v1/coupons", amount_off=500)


def test_an_id_is_used_once(us: Caller) -> None:
    coupon(us, id="SUMMER")

    with pytest.raises(RefusedError, match="already exists") as refused:
        coupon(us, id="SUMMER")
    assert refused.value.error["code"] == "resource_already_exists"


def test_products_and_currencies_are_shown_on_demand(us: Caller) -> None:
    us.post("/v1/products", name="Gold", id="gold")
    options = {"eur": {"amount_off": 400}}
    made = us.post(
        "/v1/coupons",
        amount_off=500,
        currency="usd",
        currency_options=options,
        applies_to={"products": ["gold"]},
    )
    us.post(f"/v1/coupons/{made['id']}", currency_options={"pln": {"amount_off": 2000}})

    shown = us.get(f"/v1/coupons/{made['id']}", expand=["applies_to", "currency_options"])
    assert "applies_to" not in made
    assert shown["applies_to"] == {"products": ["gold"]}
    assert shown["currency_options"] == {
        "usd": {"amount_off": 500},
        "eur": {"amount_off": 400},
        "pln": {"amount_off": 2000},
    }


def test_a_coupon_closes_after_its_last_day_and_its_codes_with_it(us: Caller) -> None:
    made = coupon(us, redeem_by=START + DAY)
    of_it = code(us, made, code="LATE")
    us.desk.world.advance(START + DAY + 1)

    assert us.get(f"/v1/coupons/{made['id']}")["valid"] is False
    assert us.get(f"/v1/promotion_codes/{of_it['id']}")["active"] is False
    with pytest.raises(RefusedError, match="Coupon expired"):
        subscribe(us, customer(us), discounts=[{"coupon": made["id"]}])


def test_a_code_names_its_coupon_and_is_found_whatever_its_case(us: Caller) -> None:
    made = code(us, coupon(us), code="Hello-5")

    assert made["promotion"]["type"] == "coupon"
    [found] = us.get("/v1/promotion_codes", code="hELLO-5")["data"]
    assert found == made
    assert us.get("/v1/promotion_codes", active=False)["data"] == []


def test_a_code_is_unique_among_the_active_ones(us: Caller) -> None:
    first = code(us, coupon(us), code="HELLO")

    with pytest.raises(RefusedError, match="already exists"):
        code(us, coupon(us), code="hello")
    us.post(f"/v1/promotion_codes/{first['id']}", active=False)
    code(us, coupon(us), code="hello")
    with pytest.raises(RefusedError, match="already exists"):
        us.post(f"/v1/promotion_codes/{first['id']}", active=True)


def test_two_customers_may_have_the_same_code_but_none_that_everybody_has(us: Caller) -> None:
    ann, bob = customer(us), customer(us)
    code(us, coupon(us), code="MINE", customer=ann)
    code(us, coupon(us), code="MINE", customer=bob)
    code(us, coupon(us), code="ALL")

    with pytest.raises(RefusedError, match="already exists"):
        code(us, coupon(us), code="MINE")
    with pytest.raises(RefusedError, match="already exists"):
        code(us, coupon(us), code="ALL", customer=ann)


def test_a_coupon_can_be_redeemed_until_its_last_second(us: Caller) -> None:
    made = coupon(us, redeem_by=START + DAY)
    us.desk.world.advance(START + DAY)

    subscribe(us, customer(us), discounts=[{"coupon": made["id"]}])


def test_the_least_amount_is_enough(us: Caller) -> None:
    least = {"minimum_amount": 2000, "minimum_amount_currency": "usd"}
    made = code(us, coupon(us), restrictions=least)

    subscribe(us, customer(us), 2000, discounts=[{"promotion_code": made["id"]}])


def test_the_last_redemption_of_a_coupon_closes_its_codes(us: Caller) -> None:
    rare = coupon(us, max_redemptions=1)
    made = code(us, rare)
    subscribe(us, customer(us), discounts=[{"coupon": rare["id"]}])

    assert us.get(f"/v1/promotion_codes/{made['id']}")["active"] is False


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "no spaces"}, "letters, digits and dashes"),
        ({"expires_at": START}, "must be in the future"),
        ({"expires_at": START + 3 * DAY}, "not after the coupon's redeem_by"),
        ({"max_redemptions": 3}, "not exceed the coupon's"),
        ({"restrictions": {"minimum_amount": 100}}, "minimum_amount_currency"),
        (
            {"restrictions": {"currency_options": {"eur": {"minimum_amount": 5}}}},
            "not implemented here",
        ),
    ],
)
def test_codes_that_are_refused(us: Caller, given: Object, sentence: str) -> None:
    made = coupon(us, redeem_by=START + 2 * DAY, max_redemptions=2)

    with pytest.raises(RefusedError, match=sentence):
        code(us, made, **given)


def test_redeeming_a_code_makes_a_discount_and_is_counted(us: Caller) -> None:
    of = coupon(us, duration="forever")
    made = code(us, of, max_redemptions=1)
    subscription = subscribe(
        us, customer(us), discounts=[{"promotion_code": made["id"]}], expand=["discounts"]
    )

    [discount] = subscription["discounts"]
    assert discount["promotion_code"] == made["id"]
    assert discount["source"] == {"coupon": of["id"], "type": "coupon"}
    used = us.get(f"/v1/promotion_codes/{made['id']}")
    assert (used["times_redeemed"], used["active"]) == (1, False)
    assert us.get(f"/v1/coupons/{of['id']}")["times_redeemed"] == 1
    with pytest.raises(RefusedError, match="inactive"):
        subscribe(us, customer(us), discounts=[{"promotion_code": made["id"]}])


@pytest.mark.parametrize(
    ("restrictions", "amount", "sentence"),
    [
        ({"first_time_transaction": True}, 2000, "the associated customer has prior transactions"),
        ({"minimum_amount": 2001, "minimum_amount_currency": "usd"}, 2000, "not met"),
        ({"minimum_amount": 1, "minimum_amount_currency": "eur"}, 2000, "not in usd"),
    ],
)
def test_conditions_of_a_code(us: Caller, restrictions: Object, amount: int, sentence: str) -> None:
    old = customer(us)
    subscribe(us, old)
    made = code(us, coupon(us), restrictions=restrictions)

    with pytest.raises(RefusedError, match=sentence):
        subscribe(us, old, amount, discounts=[{"promotion_code": made["id"]}])


def test_a_code_for_one_customer_is_not_for_others(us: Caller) -> None:
    mine = customer(us)
    discounts = [{"promotion_code": code(us, coupon(us), customer=mine)["id"]}]

    with pytest.raises(RefusedError, match="restricted to another customer"):
        subscribe(us, customer(us), discounts=discounts)
    assert subscribe(us, mine, discounts=discounts)["discounts"] == []


def test_one_thing_is_redeemed_at_a_time(us: Caller) -> None:
    made = coupon(us)
    both = {"coupon": made["id"], "promotion_code": code(us, made)["id"]}

    with pytest.raises(RefusedError, match="exactly one of these parameters"):
        subscribe(us, customer(us), discounts=[both])
    with pytest.raises(RefusedError, match="No such discount"):
        subscribe(us, customer(us), discounts=[{"discount": "di_x"}])
