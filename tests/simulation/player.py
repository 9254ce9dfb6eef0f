"""Lives a life on the local Stripe, from outside, with requests only."""

from typing import Any

from sandbox.stripe.lifecycle import settings
from tests.simulation.life import (
    AnchorDay,
    Cancel,
    Card,
    Coupon,
    Deed,
    EndFlag,
    Item,
    Life,
    Pause,
    Price,
    Recount,
    Swap,
    Tax,
)
from tests.simulation.oracle.dates import moment
from tests.unit.sandbox.stripe.billing.shop import Object, Shop

_OVER = {"canceled", "incomplete_expired"}


class Player:
    """One shop with one customer and one subscription."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.shop = Shop(moment(life.start).replace(tzinfo=None).isoformat(), seed=life.seed)
        settings.set_after_last_retry(self.shop.account, life.last_resort)
        self.customer = self.shop.customer(_card(works=life.card_works))
        if life.balance:
            path = f"/v1/customers/{self.customer}/balance_transactions"
            self.shop.post(path, amount=life.balance, currency=life.currency)
        self.prices = [self._price(item.price) for item in life.items]
        self.subscription: Object = {}

    def live(self) -> Shop:
        """From the first request to the last second."""
        self.subscription = self.shop.post("/v1/subscriptions", **self._order())
        for deed in self.life.deeds:
            self.shop.world.advance(deed.at)
            now = self.now()
            if now["status"] not in _OVER:
                self._do(deed, now)
        self.shop.world.advance(self.life.until)
        return self.shop

    def now(self) -> Object:
        """The subscription as it stands."""
        return self.shop.subscription(self.subscription)

    def _order(self) -> dict[str, Any]:
        life = self.life
        order: dict[str, Any] = {
            "customer": self.customer,
            "currency": life.currency,
            "billing_mode": {"type": life.mode},
            "items": [self._item(n, item) for n, item in enumerate(life.items)],
            "proration_behavior": "create_prorations" if life.prorated else "none",
            "discounts": [{"coupon": self._coupon(each)} for each in life.coupons],
            "default_tax_rates": [self._rate(each) for each in life.taxes],
            **_anchor(life),
        }
        given = {"trial_end": life.trial_end, "cancel_at": life.cancel_at}
        return {**order, **{name: value for name, value in given.items() if value is not None}}

    def _item(self, number: int, item: Item) -> dict[str, Any]:
        return {
            "price": self.prices[number],
            "quantity": item.quantity,
            "discounts": [{"coupon": self._coupon(each)} for each in item.coupons],
            "tax_rates": [self._rate(each) for each in item.taxes],
        }

    def _price(self, price: Price) -> str:
        recurring = {"interval": price.interval, "interval_count": price.count}
        wanted: dict[str, Any] = {
            "product": self.shop.product,
            "currency": self.life.currency,
            "recurring": recurring,
        }
        if price.tiers:
            mode = "graduated" if price.graduated else "volume"
            tiers = [_tier(each.up_to, each.unit, each.flat) for each in price.tiers]
            wanted |= {"billing_scheme": "tiered", "tiers_mode": mode, "tiers": tiers}
        else:
            wanted["unit_amount_decimal"] = f"{price.unit:f}"
        if price.package > 1:
            rounding = "up" if price.round_up else "down"
            wanted["transform_quantity"] = {"divide_by": price.package, "round": rounding}
        return str(self.shop.post("/v1/prices", **wanted)["id"])

    def _coupon(self, coupon: Coupon) -> str:
        wanted: dict[str, Any] = {"duration": coupon.duration}
        if coupon.months is not None:
            wanted["duration_in_months"] = coupon.months
        if coupon.percent is None:
            wanted |= {"amount_off": coupon.amount, "currency": self.life.currency}
        else:
            wanted["percent_off"] = f"{coupon.percent:f}"
        return str(self.shop.post("/v1/coupons", **wanted)["id"])

    def _rate(self, tax: Tax) -> str:
        path, percentage = "/v1/tax_rates", f"{tax.percent:f}"
        wanted = {"display_name": "VAT", "percentage": percentage, "inclusive": tax.inclusive}
        return str(self.shop.post(path, **wanted)["id"])

    def _do(self, deed: Deed, now: Object) -> None:
        if isinstance(deed, Card):
            self.shop.gets_card(self.customer, _card(works=deed.works))
        elif isinstance(deed, Cancel):
            self.shop.delete(f"/v1/subscriptions/{now['id']}")
        elif now["status"] != "incomplete":
            self.shop.post(f"/v1/subscriptions/{now['id']}", **self._update(deed, now))

    def _update(self, deed: Recount | Swap | Pause | EndFlag, now: Object) -> dict[str, Any]:
        match deed:
            case Recount():
                changed: Object = {"quantity": deed.quantity}
            case Swap():
                changed = {"price": self._price(deed.price)}
            case Pause():
                return {"pause_collection": {"behavior": deed.behavior} if deed.behavior else ""}
            case EndFlag():
                return {"cancel_at_period_end": deed.on}
        item = {"id": now["items"]["data"][deed.item]["id"], **changed}
        return {"items": [item], "proration_behavior": deed.proration}


def _card(*, works: bool) -> str:
    return "visa" if works else "chargeCustomerFail"


def _tier(up_to: int | None, unit: object, flat: int) -> dict[str, Any]:
    fee = {"flat_amount": flat} if flat else {}
    return {"up_to": "inf" if up_to is None else up_to, "unit_amount_decimal": f"{unit:f}", **fee}


def _anchor(life: Life) -> dict[str, Any]:
    match life.anchor:
        case None:
            return {}
        case AnchorDay():
            given = {"month": life.anchor.month, "hour": life.anchor.hour}
            told = {name: value for name, value in given.items() if value is not None}
            return {"billing_cycle_anchor_config": {"day_of_month": life.anchor.day, **told}}
        case int():
            return {"billing_cycle_anchor": life.anchor}
