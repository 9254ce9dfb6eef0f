"""Bodies of the dashboard's webhooks: another shape, other names, amounts twice.

Flat: Kajabi's own test body (CONTRACTS.md 1.9, third-party capture). Nested: offer and member as
objects, as help.kajabi.com/en/articles/22340045045659 lists the fields and some accounts show it.
``payment.succeeded`` is published nowhere in full [inferred].
"""

from sandbox.ground.asking import Object
from sandbox.kajabi.core.records import Access, Contact, Transaction
from sandbox.kajabi.core.world import Happening, World
from sandbox.kajabi.http.incoming import instant

PLACES = ("line_1", "line_2", "city", "country", "state", "zip")


def purchase_created(world: World, happening: Happening, *, nested: bool) -> Object:
    """Tell of a purchase."""
    access, paid = _bought(world, happening)
    whom = _people(world, access, happening.contact, nested=nested)
    return {**whom, **_address(happening.contact), **_money(paid), **_agreement(world, access)}


def payment_succeeded(world: World, happening: Happening, *, nested: bool) -> Object:
    """Tell of a payment, the first one and every renewal; objects in either family."""
    del nested
    access, paid = _bought(world, happening)
    whom = _people(world, access, happening.contact, nested=True)
    return {**whom, "payment_transaction": {"id": int(paid.id), **_money(paid)}}


def _bought(world: World, happening: Happening) -> tuple[Access, Transaction]:
    if happening.access is None or happening.transaction is None:
        raise ValueError("a purchase without a transaction")
    return happening.access, world.state.transactions[happening.transaction]


def _people(world: World, access: Access, who: Contact, *, nested: bool) -> Object:
    offer = world.offer(access.offer)
    first, _, last = who.name.partition(" ")
    member = {
        "id": int(who.customer or 0),
        "email": who.email,
        "name": who.name,
        "first_name": first,
        "last_name": last,
    }
    sold = {"id": int(offer.id), "title": offer.title, "type": offer.payment_type}
    if nested:
        return {"offer": sold, "member": member}
    return {
        **{f"offer_{name}": value for name, value in sold.items()},
        "offer_reference": f"kajabi_offer_{offer.id}",
        **{f"member_{name}": value for name, value in member.items()},
    }


def _address(who: Contact) -> Object:
    lines = {f"contact_address_{part}": who.details[f"address_{part}"] for part in PLACES}
    return {**lines, "contact_phone_number": who.details["phone_number"], "opt_in": who.subscribed}


def _money(paid: Transaction) -> Object:
    return {
        "transaction_id": int(paid.id),
        "transaction_created_at": instant(paid.created_at),
        **_twice("subtotal", paid.amount),
        **_twice("discount_amount", 0),
        **_twice("amount_paid", paid.amount),
        "currency": paid.currency,
        "payment_method": "visa" if paid.amount else None,
        "payment_processor": "Kajabi Payments" if paid.amount else None,
        "coupon_code": None,
        "quantity": 1,
    }


def _agreement(world: World, access: Access) -> Object:
    recurring = access.recurring
    if recurring is None:
        return {"trial": False, "subscription_id": None}
    days = world.offer(access.offer).trial_days
    return {
        "trial": days > 0,
        "trial_period_days": days or None,
        "subscription_id": int(access.id),
        "subscription_created_at": instant(access.created_at),
        **_twice("interval_payment_amount", recurring.amount),
        "interval_count": 1,
        "interval": recurring.interval,
    }


def _twice(name: str, amount: int) -> Object:
    """Write an amount as minor units, and as the number people read."""
    return {name: amount, f"{name}_decimal": amount / 100}
