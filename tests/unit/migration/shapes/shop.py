"""What a source sells, and to whom: customers, cards, prices, subscriptions, in few words."""

from typing import Any

from tests.unit.migration.shapes.world import Object, World2


def customer(world: World2, alias: str = "us", card: str | None = "visa", **given: Any) -> str:
    """Somebody with a default card."""
    known = {"email": "ann@example.com", "name": "Ann", **given}
    made = str(world.post(alias, "customers", **known)["id"])
    if card is not None:
        charge_by_default(world, alias, made, method(world, alias, made, f"card_{card}"))
    return made


def method(world: World2, alias: str, owner: str, kind: str) -> str:
    """A way to pay that is not the default yet: ``card_visa``, ``sepaDebit_success_de`` …"""
    made = world.post(alias, f"payment_methods/pm_{kind}/attach", customer=owner)
    return str(made["id"])


def charge_by_default(world: World2, alias: str, owner: str, chosen: str) -> None:
    settings = {"default_payment_method": chosen}
    world.post(alias, f"customers/{owner}", invoice_settings=settings)


def price(
    world: World2, amount: int | None = 2900, rhythm: str = "month", alias: str = "us", **given: Any
) -> str:
    """A price: ``month``, ``3 month``, ``year`` …"""
    product = world.post(alias, "products", name="Course")["id"]
    count, _, interval = rhythm.rpartition(" ")
    said = {
        "product": product,
        "currency": "usd",
        "recurring": {"interval": interval, "interval_count": int(count or 1)},
        **({} if amount is None else {"unit_amount": amount}),
        **given,
    }
    return str(world.post(alias, "prices", **said)["id"])


def subscribe(
    world: World2, owner: str | None = None, sold: str | None = None, alias: str = "us", **more: Any
) -> Object:
    """A subscription, of one item unless told otherwise."""
    items = more.pop("items", None) or [{"price": sold or price(world, alias=alias)}]
    owner = owner or customer(world, alias)
    return world.post(alias, "subscriptions", customer=owner, items=items, **more)


def coupon(world: World2, alias: str = "us", **given: Any) -> str:
    """A quarter off for ever, unless told otherwise."""
    worth = {} if "amount_off" in given else {"percent_off": 25}
    return str(world.post(alias, "coupons", **{"duration": "forever", **worth, **given})["id"])


def fixed(world: World2, amount: int = 500, **given: Any) -> str:
    return coupon(world, **{"amount_off": amount, "currency": "usd", **given})


def vat(world: World2, percentage: float = 23, *, inclusive: bool = False) -> str:
    given = {"display_name": "VAT", "percentage": percentage, "inclusive": inclusive}
    return str(world.post("us", "tax_rates", **given)["id"])


def update(world: World2, subscription: Object, **given: Any) -> Object:
    return world.post("us", f"subscriptions/{subscription['id']}", **given)


def forced(world: World2, subscription: Object, **fields: Any) -> Object:
    """Set what the API cannot set here: what Stripe or a platform would have."""
    found = world.account("us").get("subscription", subscription["id"])
    found.update(fields)
    return subscription
