"""Undoes 2025-09-30.clover: https://docs.stripe.com/changelog/clover.

Discounts and promotion codes showed their coupon in full, and named it directly.
"""

from sandbox.stripe.versions.view import Object, Undo, View, without


def discount(obj: Object, view: View) -> Object:
    """Show ``coupon`` instead of ``source`` (…/2025-09-30/add-discount-source-property)."""
    if "source" not in obj:
        return obj
    return {**without(obj, "source"), "coupon": view.whole("coupon", obj["source"]["coupon"])}


def promotion_code(obj: Object, view: View) -> Object:
    """Show ``coupon`` instead of ``promotion``."""
    if "promotion" not in obj:
        return obj
    return {**without(obj, "promotion"), "coupon": view.whole("coupon", obj["promotion"]["coupon"])}


UNDO: dict[str, Undo] = {"discount": discount, "promotion_code": promotion_code}
