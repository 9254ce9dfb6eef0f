"""Shapes that move: what they cost."""

from typing import Any

from tests.unit.migration.shapes.shape import Collection
from tests.unit.migration.shapes.shop import (
    coupon,
    customer,
    fixed,
    price,
    subscribe,
    update,
    vat,
)
from tests.unit.migration.shapes.world import Object, World2

MONEY = Collection()

GERMANY = {"country": "DE", "postal_code": "10115", "city": "Berlin", "line1": "Weg 1"}


def discounted(world: World2, *coupons: str, days: float = 5, **more: Any) -> Object:
    made = subscribe(world, discounts=[{"coupon": each} for each in coupons], **more)
    world.days_pass(days)
    return made


def months(world: World2, number: int, **more: Any) -> str:
    return coupon(world, duration="repeating", duration_in_months=number, **more)


@MONEY.moves
def several_items_and_quantities(world: World2) -> Object:
    items = [{"price": price(world, 900), "quantity": 3}, {"price": price(world, 1550)}]
    made = subscribe(world, items=items)
    world.days_pass(3)
    return made


def _tiered(world: World2, mode: str) -> Object:
    tiers = [
        {"up_to": 5, "unit_amount": 700, "flat_amount": 1000},
        {"up_to": "inf", "unit_amount": 500},
    ]
    of = price(world, None, billing_scheme="tiered", tiers_mode=mode, tiers=tiers)
    made = subscribe(world, items=[{"price": of, "quantity": 8}])
    world.days_pass(3)
    return made


@MONEY.moves
def tiered_by_volume(world: World2) -> Object:
    return _tiered(world, "volume")


@MONEY.moves
def tiered_by_steps(world: World2) -> Object:
    return _tiered(world, "graduated")


@MONEY.moves
def price_of_several_currencies(world: World2) -> Object:
    options = {"eur": {"unit_amount": 2700}, "gbp": {"unit_amount": 2300}}
    made = subscribe(world, sold=price(world, currency_options=options), currency="eur")
    world.days_pass(3)
    return made


@MONEY.moves
def without_decimals(world: World2) -> Object:
    made = subscribe(world, sold=price(world, 3500, currency="jpy"))
    world.days_pass(3)
    return made


@MONEY.moves
def of_three_decimals(world: World2) -> Object:
    made = subscribe(world, sold=price(world, 12_500, currency="kwd"))
    world.days_pass(3)
    return made


@MONEY.moves
def parts_of_a_cent(world: World2) -> Object:
    of = price(world, None, unit_amount_decimal="12.5")
    made = subscribe(world, items=[{"price": of, "quantity": 333}])
    world.days_pass(3)
    return made


@MONEY.moves
def free_of_charge_without_a_card(world: World2) -> Object:
    made = subscribe(world, customer(world, card=None), price(world, 0))
    world.days_pass(3)
    return made


@MONEY.moves
def price_no_longer_sold(world: World2) -> Object:
    of = price(world)
    made = subscribe(world, sold=of)
    world.post("us", f"prices/{of}", active=False)
    world.days_pass(3)
    return made


@MONEY.moves
def percent_forever(world: World2) -> Object:
    return discounted(world, coupon(world))


@MONEY.moves
def amount_forever(world: World2) -> Object:
    return discounted(world, fixed(world))


@MONEY.moves
def amount_off_of_several_currencies(world: World2) -> Object:
    off = fixed(world, 300, currency_options={"eur": {"amount_off": 250}})
    return discounted(world, off, sold=price(world, currency="eur"))


@MONEY.moves
def everything_off(world: World2) -> Object:
    return discounted(world, months(world, 3, percent_off=100))


@MONEY.moves
def once_and_used(world: World2) -> Object:
    return discounted(world, coupon(world, duration="once"))


@MONEY.moves
def once_and_unused(world: World2) -> Object:
    made = subscribe(world)
    world.days_pass(5)
    return update(world, made, discounts=[{"coupon": coupon(world, duration="once")}])


@MONEY.moves
def one_month_left(world: World2) -> Object:
    return discounted(world, months(world, 3), days=40)


@MONEY.moves
def months_left_as_they_were_given(world: World2) -> Object:
    made = subscribe(world)
    world.days_pass(5)
    return update(world, made, discounts=[{"coupon": months(world, 4)}])


@MONEY.moves
def months_of_an_amount(world: World2) -> Object:
    off = months(world, 6, amount_off=700, currency="usd")
    return discounted(world, off, days=40)


@MONEY.moves
def months_over_after_this_period(world: World2) -> Object:
    return discounted(world, months(world, 1))


@MONEY.moves
def months_given_in_the_middle_of_a_period(world: World2) -> Object:
    made = subscribe(world)
    world.days_pass(12)
    update(world, made, discounts=[{"coupon": months(world, 3)}])
    world.days_pass(25)
    return made


@MONEY.moves
def months_on_a_yearly_price(world: World2) -> Object:
    return discounted(world, months(world, 14), sold=price(world, 24_000, "year"), days=30)


@MONEY.moves
def months_on_a_quarterly_price(world: World2) -> Object:
    return discounted(world, months(world, 8), sold=price(world, 8000, "3 month"), days=30)


@MONEY.moves
def several_discounts(world: World2) -> Object:
    return discounted(world, fixed(world, 400), coupon(world, percent_off=10), months(world, 5))


@MONEY.moves
def discount_of_an_item(world: World2) -> Object:
    off = [{"coupon": fixed(world, 300)}]
    items = [{"price": price(world, 900), "discounts": off}, {"price": price(world, 1550)}]
    made = subscribe(world, items=items, discounts=[{"coupon": coupon(world)}])
    world.days_pass(3)
    return made


@MONEY.moves
def months_left_of_an_items_discount(world: World2) -> Object:
    off = [{"coupon": months(world, 4)}]
    made = subscribe(world, items=[{"price": price(world), "discounts": off}])
    world.days_pass(40)
    return made


@MONEY.moves
def by_promotion_code(world: World2) -> Object:
    promotion = {"type": "coupon", "coupon": months(world, 6)}
    code = world.post("us", "promotion_codes", promotion=promotion, code="SUMMER")["id"]
    made = subscribe(world, discounts=[{"promotion_code": code}])
    world.days_pass(40)
    return made


@MONEY.moves
def tax_on_top(world: World2) -> Object:
    made = subscribe(world, default_tax_rates=[vat(world)])
    world.days_pass(3)
    return made


@MONEY.moves
def tax_included(world: World2) -> Object:
    made = subscribe(world, default_tax_rates=[vat(world, 8, inclusive=True)])
    world.days_pass(3)
    return made


@MONEY.moves
def tax_of_an_item(world: World2) -> Object:
    items = [{"price": price(world, 900), "tax_rates": [vat(world, 5)]}, {"price": price(world)}]
    made = subscribe(world, items=items, default_tax_rates=[vat(world)])
    world.days_pass(3)
    return made


def _automatic(world: World2, **person: Any) -> Object:
    owner = customer(world, address=GERMANY, **person)
    of = price(world, tax_behavior="exclusive")
    made = subscribe(world, owner, of, automatic_tax={"enabled": True})
    world.days_pass(3)
    return made


@MONEY.moves
def automatic_tax(world: World2) -> Object:
    return _automatic(world)


@MONEY.moves
def automatic_tax_of_a_business(world: World2) -> Object:
    number = [{"type": "eu_vat", "value": "DE123456789"}]
    return _automatic(world, tax_exempt="reverse", tax_id_data=number)


@MONEY.moves
def exempt_from_tax(world: World2) -> Object:
    owner = customer(world, tax_exempt="exempt", preferred_locales=["de"])
    made = subscribe(world, owner, default_tax_rates=[vat(world)])
    world.days_pass(3)
    return made
