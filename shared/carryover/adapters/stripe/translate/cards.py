"""Cards that are another edition of themselves: renewed by their network, or corrected by somebody.

Networks push new numbers and expiries into saved cards (docs.stripe.com/payments/cards/overview,
"Card updates"); the id stays, so no customer and no subscription tells of it. The event was called
``payment_method.card_automatically_updated`` until 2020-08-27
(docs.stripe.com/changelog/2020-08-27/renames-automatically-updated-event-type). Of a card that is
only *attached* nobody is told: until it is somebody's default nothing is charged to it, and then
the customer or the subscription has an event of its own.
"""

from typing import Final

from carryover.adapters.stripe.translate.papers import Papers, word
from carryover.adapters.stripe.translate.reading import Json, reference
from carryover.kernel.errors import NeedsReview
from carryover.kernel.news import CardChanged

RENEWALS: Final = frozenset(
    {
        "payment_method.automatically_updated",
        "payment_method.card_automatically_updated",
        "payment_method.updated",
        "customer.source.updated",
    }
)
"""The last one tells of legacy cards and sources, theirs and the network's changes alike."""


def renewed(account: str, papers: Papers, about: Json) -> CardChanged:
    """Read it. Raises ``NeedsReview`` where nothing is named."""
    name, customer = word(about.get("id")), reference(about.get("customer"))
    if not name:
        raise NeedsReview(papers.type, "The event names no way to pay, as its type promises.")
    held = customer if isinstance(customer, str) else None
    return CardChanged(account=account, evidence=papers.event.id, id=name, customer=held)
