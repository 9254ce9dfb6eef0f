"""Undoes 2022-11-15: https://docs.stripe.com/changelog/2022-11-15."""

from sandbox.stripe.versions.view import Object, Undo, View


def payment_intent(obj: Object, view: View) -> Object:
    """List its charges, newest first (…/removes-charges-attribute-paymentintent)."""
    made = list(view.books.where("charge", "payment_intent", obj["id"]))
    charges = {
        "object": "list",
        "data": [view.show(charge) for charge in reversed(made)],
        "has_more": False,
        "total_count": len(made),
        "url": f"/v1/charges?payment_intent={obj['id']}",
    }
    return {**obj, "charges": charges}


UNDO: dict[str, Undo] = {"payment_intent": payment_intent}
