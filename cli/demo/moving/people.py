"""Who is there before the move: every kind of subscription that a business has after some years.

Each part makes one subscriber. What becomes of them is not written here: the plan has to say it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from cli.demo.moving.counter import Counter, Object
from cli.demo.moving.outside import DAY

type Part = Callable[[Counter, int], Object]
"""Makes the n-th subscriber of an account."""

PARTS: Final[dict[str, Part]] = {}


def part(name: str) -> Callable[[Part], Part]:
    """Give a part its name."""

    def register(function: Part) -> Part:
        PARTS[name] = function
        return function

    return register


def _plain(name: str, **terms: object) -> None:
    """Add a part whose subscription differs from the usual one in its terms only."""
    PARTS[name] = partial(_usual, terms=terms)


def _usual(counter: Counter, n: int, terms: dict[str, Any]) -> Object:
    return counter.subscribe(counter.customer(n), **terms)


def _rhythm(name: str, amount: int, rhythm: str) -> None:
    PARTS[name] = lambda c, n: c.subscribe(c.customer(n), c.price(amount, rhythm))


def _coupon(name: str, **terms: object) -> None:
    PARTS[name] = lambda c, n: c.subscribe(c.customer(n), discounts=[{"coupon": c.coupon(**terms)}])


_plain("monthly")
_plain("monthly, and another one")
_rhythm("yearly", 29900, "1 year")
_rhythm("every three months", 7900, "3 month")
_rhythm("weekly", 900, "1 week")
_rhythm("every two weeks", 1500, "2 week")
_rhythm("free", 0, "1 month")
_plain("classic billing mode", billing_mode={"type": "classic"})
_plain("leaves at the period's end", cancel_at_period_end=True)
_plain("trial with a card", trial_period_days=45)
_plain("on the 31st", billing_cycle_anchor_config={"day_of_month": 31}, proration_behavior="none")
_coupon("a quarter off for ever", percent_off=25, duration="forever")
_coupon("half off once, used", percent_off=50, duration="once")
_coupon("half off for six months", percent_off=50, duration="repeating", duration_in_months=6)


@part("five off for ever")
def _five_off(c: Counter, n: int) -> Object:
    coupon = c.coupon(amount_off=500, currency=c.currency, duration="forever")
    return c.subscribe(c.customer(n), discounts=[{"coupon": coupon}])


@part("half off once, not used yet")
def _once_unused(c: Counter, n: int) -> Object:
    made = c.subscribe(c.customer(n))
    coupon = c.coupon(percent_off=50, duration="once", name="Next one half")
    return c.change(made, discounts=[{"coupon": coupon}])


@part("by a promotion code")
def _promotion(c: Counter, n: int) -> Object:
    if "code" not in c.made:
        coupon = c.coupon(percent_off=10, duration="forever", name="Friends")
        said = {"promotion": {"type": "coupon", "coupon": coupon}, "code": "FRIENDS"}
        c.made["code"] = c.post("promotion_codes", **said)["id"]
    return c.subscribe(c.customer(n), discounts=[{"promotion_code": c.made["code"]}])


@part("several items and quantities")
def _several(c: Counter, n: int) -> Object:
    items = [{"price": c.price(900), "quantity": 3}, {"price": c.price(1550)}]
    return c.subscribe(c.customer(n), items=items)


@part("a discount on one item")
def _item_discount(c: Counter, n: int) -> Object:
    coupon = c.coupon(percent_off=30, duration="forever", name="One item")
    items = [{"price": c.price(), "discounts": [{"coupon": coupon}]}, {"price": c.price(900)}]
    return c.subscribe(c.customer(n), items=items)


@part("tiered by volume")
def _volume(c: Counter, n: int) -> Object:
    return _tiered(c, n, "volume")


@part("tiered by steps")
def _steps(c: Counter, n: int) -> Object:
    return _tiered(c, n, "graduated")


def _tiered(c: Counter, n: int, mode: str) -> Object:
    tiers = [
        {"up_to": 5, "unit_amount": 700, "flat_amount": 1000},
        {"up_to": "inf", "unit_amount": 500},
    ]
    price = c.price(None, billing_scheme="tiered", tiers_mode=mode, tiers=tiers)
    return c.subscribe(c.customer(n), items=[{"price": price, "quantity": 8}])


@part("with a tax rate")
def _taxed(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n), default_tax_rates=[c.tax_rate()])


@part("with automatic tax and a tax id")
def _automatic(c: Counter, n: int) -> Object:
    address = {"country": "DE", "postal_code": "10115", "city": "Berlin", "line1": "Weg 1"}
    tax_id = [{"type": "eu_vat", "value": "DE123456789"}]
    someone = c.customer(n, address=address, tax_id_data=tax_id)
    price = c.price(3100, tax_behavior="exclusive")
    return c.subscribe(someone, price, automatic_tax={"enabled": True})


@part("in Japanese yen")
def _yen(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n), c.price(4500, currency="jpy"))


@part("by invoice")
def _invoiced(c: Counter, n: int) -> Object:
    terms = {"collection_method": "send_invoice", "days_until_due": 14}
    made = c.subscribe(c.customer(n, card=""), **terms)
    c.post(f"invoices/{made['latest_invoice']}/pay", paid_out_of_band=True)
    return made


@part("by direct debit")
def _debited(c: Counter, n: int) -> Object:
    kind = "usBankAccount_success" if c.currency == "usd" else "sepaDebit_success_de"
    someone = c.customer(n, card="")
    method = c.method(someone, kind)
    return c.subscribe(someone, default_payment_method=method)


@part("by Bacs")
def _bacs(c: Counter, n: int) -> Object:
    someone = c.customer(n, card="")
    method = c.method(someone, "bacsDebit_success")
    price = c.price(2500, currency="gbp")
    return c.subscribe(someone, price, default_payment_method=method)


@part("with a second card of its own")
def _second_card(c: Counter, n: int) -> Object:
    someone = c.customer(n)
    return c.subscribe(someone, default_payment_method=c.method(someone, "card_mastercard"))


@part("with a card of old")
def _old_card(c: Counter, n: int) -> Object:
    someone = c.customer(n, card="")
    c.post(f"customers/{someone}/sources", source="tok_visa")
    return c.subscribe(someone)


def _paused(behavior: str) -> None:
    PARTS[f"paused: {behavior}"] = lambda c, n: c.change(
        c.subscribe(c.customer(n)), pause_collection={"behavior": behavior}
    )


_paused("void")
_paused("keep_as_draft")
_paused("mark_uncollectible")


@part("trial without a card")
def _trial(c: Counter, n: int) -> Object:
    settings = {"end_behavior": {"missing_payment_method": "cancel"}}
    someone = c.customer(n, card="")
    return c.subscribe(someone, trial_period_days=50, trial_settings=settings)


@part("ends on an agreed day")
def _agreed_end(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n), cancel_at=c.now + 200 * DAY)


@part("with metadata")
def _noted(c: Counter, n: int) -> Object:
    notes = {f"key_{number}": f"value {number}" for number in range(20)}
    return c.subscribe(c.customer(n), metadata=notes, description="The whole family")


@part("with metadata filled to its limit")
def _full(c: Counter, n: int) -> Object:
    notes = {f"key_{number}": f"value {number}" for number in range(50)}
    return c.subscribe(c.customer(n), metadata=notes)


@part("past due")
def _past_due(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n, "card_chargeCustomerFail"), trial_period_days=2)


@part("never begun")
def _incomplete(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n), payment_behavior="default_incomplete")


@part("with a credit balance")
def _credit(c: Counter, n: int) -> Object:
    made = c.subscribe(c.customer(n))
    c.post(f"customers/{made['customer']}", balance=-1200)
    return made


@part("with something still to be billed")
def _pending(c: Counter, n: int) -> Object:
    made = c.subscribe(c.customer(n))
    said = {"currency": c.currency, "amount": 700, "description": "Workbook"}
    c.post("invoiceitems", customer=made["customer"], **said)
    return made


@part("driven by a schedule")
def _scheduled(c: Counter, n: int) -> Object:
    made = c.subscribe(c.customer(n))
    c.post("subscription_schedules", from_subscription=made["id"])
    return made


@part("the same person at both sources")
def _same(c: Counter, n: int) -> Object:
    return c.subscribe(c.customer(n, email=f"both.{n}@person.example"))


@part("two subscriptions of one customer")
def _two(c: Counter, n: int) -> Object:
    someone = c.customer(n)
    c.subscribe(someone)
    return c.subscribe(someone, c.price(900))
