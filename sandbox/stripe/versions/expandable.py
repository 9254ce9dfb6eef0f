"""What older versions could expand and the pinned one does not have."""

from typing import ForwardRef, Union

type Annotation = object

LEGACY = {
    "invoice": {
        "charge": "Charge", "payment_intent": "PaymentIntent", "subscription": "Subscription",
    },
    "payment_intent": {"invoice": "Invoice"},
    "charge": {"invoice": "Invoice"},
    "invoiceitem": {"subscription": "Subscription"},
    "credit_note": {"refund": "Refund"},
}  # fmt: skip
"""By kind: the field and the SDK's name for what its id stands for."""


def legacy(obj: dict[str, object]) -> dict[str, Annotation]:
    """Annotate the fields of an older shape as the SDK's classes do those of today."""
    kinds = LEGACY.get(str(obj.get("object")), {})
    return {name: Union[str, ForwardRef(kind)] for name, kind in kinds.items() if name in obj}  # noqa: UP007
