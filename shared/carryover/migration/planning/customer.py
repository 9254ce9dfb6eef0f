"""What a customer in the target must bring so that a subscription's invoices come out the same.

The data copy carries name, e-mail, phone, address and metadata (STRIPE.md §1); the rest is read
back here and set. What a subscription that came before relies on is never overwritten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import MARK, Ids
from carryover.migration.planning.spec import Spec
from carryover.migration.stripe_json import OVER
from carryover.ports.stripe_api import Json, Params


@dataclass(frozen=True, slots=True)
class Conflict:
    """The customer in the target is not what this subscription relies on."""

    sentence: str


def customer_changes(spec: Spec, target: Json, ids: Ids) -> Params | Conflict:
    """Say what has to be set at the target's customer (read with its ``subscriptions`` expanded);
    empty: nothing."""
    if odd := next(_against(spec, target, ids), None):
        return Conflict(odd)
    changes = {**_default_method(spec, target, ids), **_terms(spec, target)}
    settings = {**changes.get("invoice_settings", {}), **_texts(spec, target)}
    return {**changes, "invoice_settings": settings} if settings else changes


def tax_ids_to_add(spec: Spec, target: Json) -> tuple[Params, ...]:
    """Say which tax ids to POST to ``customers/{id}/tax_ids``, one request each."""
    there = {(each["type"], each["value"]) for each in _list(target.get("tax_ids"))}
    lacking = (each for each in spec.customer_terms.tax_ids if (each.type, each.value) not in there)
    return tuple({"type": each.type, "value": each.value} for each in lacking)


def _against(spec: Spec, target: Json, ids: Ids) -> Iterator[str]:
    who = f"The customer {target['id']} in the target"
    if target.get("deleted"):
        yield f"{who} was deleted: ask Stripe for another data copy, or leave {spec.customer}."
        return
    if target.get("discount"):
        yield (
            f"{who} has a discount of its own, which every subscription without one inherits: "
            "remove it there, then run this again."
        )
    if target.get("balance"):
        yield (
            f"{who} has a balance of {target['balance']} (in minor units): the first renewal would "
            "use it. Settle it there, then run this again."
        )
    if other := _other_currency(spec, target):
        yield (
            f"{who} has a subscription in {other}, and a customer is billed in one currency "
            f"(docs.stripe.com/billing/customer): {spec.currency} has no place beside it. Map "
            f"{spec.customer} to a customer of its own."
        )
    yield from _set_by_others(spec, target, ids, who)


def _set_by_others(spec: Spec, target: Json, ids: Ids, who: str) -> Iterator[str]:
    """Two sources may have one person, and each its own idea of them."""
    if not _has_siblings(spec, target):
        return
    wanted, found = _wanted_method(spec, ids), _method(target)
    if wanted and found and wanted != found:
        yield (
            f"{who} is charged to {found} by default, {spec.account}/{spec.subscription} relies on "
            f"{wanted}: name the card at the subscription in the source, then plan again."
        )
    exempt = spec.customer_terms.tax_exempt
    if target.get("tax_exempt", "none") != exempt:
        yield (
            f"{who} is taxed as {target.get('tax_exempt')!r}, at {spec.account} as {exempt!r}, and "
            "has other subscriptions: decide which is right, and make both the same."
        )


def _other_currency(spec: Spec, target: Json) -> str | None:
    used = (str(each["currency"]) for each in _siblings(target))
    return next((each for each in used if each != spec.currency), None)


def _siblings(target: Json) -> list[Json]:
    return [each for each in _list(target.get("subscriptions")) if each["status"] not in OVER]


def _has_siblings(spec: Spec, target: Json) -> bool:
    """Tell whether another subscription relies on this customer; a retry finds its own one."""
    mark = f"{spec.account}/{spec.subscription}"
    marks = ((each.get("metadata") or {}).get(MARK) for each in _siblings(target))
    return any(each != mark for each in marks)


def _default_method(spec: Spec, target: Json, ids: Ids) -> Params:
    wanted = _wanted_method(spec, ids)
    if wanted is None or wanted == _method(target):
        return {}
    if wanted.startswith("pm_"):
        return {"invoice_settings": {"default_payment_method": wanted}}
    return {"default_source": wanted}


def _wanted_method(spec: Spec, ids: Ids) -> str | None:
    old = spec.customer_payment_method
    if old is None or spec.payment_method is not None:
        return None
    return ids[Old(account=spec.account, kind=Thing.PAYMENT_METHOD, id=old)]


def _method(target: Json) -> str | None:
    """What the target's customer is charged by default."""
    settings = target.get("invoice_settings") or {}
    found = settings.get("default_payment_method") or target.get("default_source")
    return str(found["id"]) if isinstance(found, dict) else found


def _terms(spec: Spec, target: Json) -> Params:
    said: dict[str, Any] = {}
    terms = spec.customer_terms
    if terms.tax_exempt != target.get("tax_exempt", "none"):
        said["tax_exempt"] = terms.tax_exempt
    if terms.preferred_locales and not target.get("preferred_locales"):
        said["preferred_locales"] = list(terms.preferred_locales)
    return said


def _texts(spec: Spec, target: Json) -> Params:
    """Every invoice's own fields and footer, where the target's customer has none."""
    there = target.get("invoice_settings") or {}
    wanted = spec.customer_terms.invoice_settings
    return {name: text for name, text in wanted.items() if not there.get(name)}


def _list(found: object) -> list[Json]:
    """Take the objects out of an expanded list; one that was not expanded has none to show."""
    return list(found["data"]) if isinstance(found, dict) else []
