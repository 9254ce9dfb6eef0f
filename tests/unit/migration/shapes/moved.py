"""Moves one subscription as the mover will, without faults; and what both worlds have billed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carryover.migration.model import Old, Thing
from carryover.migration.planning import params
from carryover.migration.planning.customer import Conflict, customer_changes, tax_ids_to_add
from carryover.migration.planning.spec import Spec
from tests.unit.migration.shapes.world import TARGET, Object, World2

RUN = "acme"


@dataclass(frozen=True)
class Billed:
    """An invoice, as far as a customer notices."""

    at: int
    currency: str
    total: int
    status: str
    paid: int
    due: int | None
    texts: tuple[object, ...]
    """Description, footer, custom fields."""
    lines: tuple[tuple[int, int, int], ...]
    """Amount and period of each."""


def move(world: World2, spec: Spec) -> str:
    """Carry it over; answers the target's id."""
    ids = {**world.copies(spec.account), **catalogue(world, spec)}
    _prepare(world, spec, ids)
    target = str(world.post(TARGET, "subscriptions", **params.creation(spec, ids))["id"])
    if finishing := params.finishing(spec, ids):
        world.post(TARGET, f"subscriptions/{target}", **finishing)
    source = f"subscriptions/{spec.subscription}"
    world.post(spec.account, source, **params.stopping(spec, RUN))
    world.post(TARGET, f"subscriptions/{target}", **params.disarming(spec, ids))
    return target


def catalogue(world: World2, spec: Spec) -> dict[Old, str]:
    """Make what it needs in the target, one object each."""
    makers = {Thing.PRICE: _price, Thing.COUPON: _coupon, Thing.TAX_RATE: _tax_rate}
    made = {}
    for old in params.needs(spec):
        if old.kind in makers:
            made[old] = str(makers[old.kind](world, old)["id"])
    return made


def billed(world: World2, alias: str, subscription: str, since: int) -> list[Billed]:
    """What was invoiced after an instant; trials' invoices of nothing are left out."""
    found = world.invoices(alias, subscription)
    return [_billed(each) for each in found if each["created"] > since and each["total"]]


def _billed(invoice: Object) -> Billed:
    lines = (
        (line["amount"], line["period"]["start"], line["period"]["end"])
        for line in invoice["lines"]["data"]
    )
    return Billed(
        at=invoice["created"],
        currency=invoice["currency"],
        total=invoice["total"],
        status=invoice["status"],
        paid=invoice["amount_paid"],
        due=invoice["due_date"],
        texts=(invoice["description"], invoice["footer"], str(invoice["custom_fields"])),
        lines=tuple(sorted(lines)),
    )


def _prepare(world: World2, spec: Spec, ids: Mapping[Old, str]) -> None:
    path = f"customers/{ids[Old(account=spec.account, kind=Thing.CUSTOMER, id=spec.customer)]}"
    there = world.get(TARGET, path, expand=["subscriptions", "tax_ids"])
    changes = customer_changes(spec, there, ids)
    assert not isinstance(changes, Conflict), changes
    if changes:
        world.post(TARGET, path, **changes)
    for each in tax_ids_to_add(spec, there):
        world.post(TARGET, f"{path}/tax_ids", **each)


def _price(world: World2, old: Old) -> Object:
    found = world.get(old.account, f"prices/{old.id}", expand=["tiers", "currency_options"])
    product = world.post(TARGET, "products", name=f"copy of {found['product']}")["id"]
    names = ("currency", "billing_scheme", "tiers_mode", "tax_behavior")
    said: dict[str, Any] = {name: found[name] for name in names if found.get(name)}
    rhythm = {name: found["recurring"][name] for name in ("interval", "interval_count")}
    if found.get("tiers"):
        said["tiers"] = [_tier(each) for each in found["tiers"]]
    elif found["unit_amount"] is None:
        said["unit_amount_decimal"] = found["unit_amount_decimal"]
    else:
        said["unit_amount"] = found["unit_amount"]
    others = {
        currency: {"unit_amount": option["unit_amount"]}
        for currency, option in (found.get("currency_options") or {}).items()
        if currency != found["currency"]
    }
    more = {"currency_options": others} if others else {}
    return world.post(TARGET, "prices", product=product, recurring=rhythm, **said, **more)


def _tier(tier: Object) -> Object:
    said = {"up_to": tier["up_to"] or "inf"}
    return {**said, **{name: tier[name] for name in ("unit_amount", "flat_amount") if tier[name]}}


def _coupon(world: World2, old: Old) -> Object:
    name, _, months = old.id.partition("~")
    found = world.get(old.account, f"coupons/{name}", expand=["currency_options"])
    names = ("amount_off", "percent_off", "currency", "duration", "duration_in_months")
    said = {each: found[each] for each in names if found[each] is not None}
    if months:
        said["duration_in_months"] = int(months.removesuffix("m"))
    others = {
        currency: {"amount_off": option["amount_off"]}
        for currency, option in (found.get("currency_options") or {}).items()
        if currency != found["currency"]
    }
    return world.post(TARGET, "coupons", **said, **({"currency_options": others} if others else {}))


def _tax_rate(world: World2, old: Old) -> Object:
    found = world.get(old.account, f"tax_rates/{old.id}")
    names = ("display_name", "percentage", "inclusive")
    return world.post(TARGET, "tax_rates", **{name: found[name] for name in names})
