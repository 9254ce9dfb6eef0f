"""Undoes 2024-04-10: https://docs.stripe.com/changelog/2024-04-10."""

from sandbox.stripe.versions.view import Object, Undo, View, without


def product(obj: Object, _: View) -> Object:
    """Call marketing features ``features`` (…/renames-features-attribute-product-object)."""
    if "marketing_features" not in obj:
        return obj
    return {**without(obj, "marketing_features"), "features": obj["marketing_features"]}


def invoice(obj: Object, _: View) -> Object:
    """Call the rendering ``rendering_options`` (…/renames-rendering-options-invoicing)."""
    return {**without(obj, "rendering"), "rendering_options": obj.get("rendering")}


UNDO: dict[str, Undo] = {"product": product, "invoice": invoice}
