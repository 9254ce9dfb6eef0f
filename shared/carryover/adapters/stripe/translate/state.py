"""The state of an object as an API response shows it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from carryover.adapters.stripe.translate.customer import customer
from carryover.adapters.stripe.translate.invoice import invoice
from carryover.adapters.stripe.translate.reading import Json
from carryover.adapters.stripe.translate.subscription import subscription
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import State
from carryover.kernel.identity import Kind

READERS: Final[Mapping[Kind, Callable[[Json], State]]] = {
    Kind.CUSTOMER: customer,
    Kind.SUBSCRIPTION: subscription,
    Kind.INVOICE: invoice,
}


KINDS: Final = {str(kind): kind for kind in Kind}


def kind_of(raw: Mapping[str, Any]) -> Kind | None:
    """Name the kind of an object we keep; ``None`` for everything else."""
    shown = raw.get("object")
    return KINDS.get(shown) if isinstance(shown, str) else None


def state_of(raw: dict[str, Any]) -> State:
    """Read a whole customer, subscription (with every item) or invoice of any API version.

    Raises ``NeedsReview`` with a sentence that names the odd field, never its value.
    """
    kind = kind_of(raw)
    if kind is None:
        raise NeedsReview("object", "This is no customer, subscription or invoice.")
    return READERS[kind](raw)
