"""Whether tax will be reckoned in the target as it is at the source (docs.stripe.com/tax)."""

from collections.abc import Iterator

from carryover.migration.planning.codes import Code
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json


def objections(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    """Say what stands against it."""
    customer = subscription.customer
    if customer.tax_ids is not None and customer.tax_ids.has_more:
        yield _taxed("Not all tax ids of its customer were read: take the snapshot again.")
    if not subscription.automatic_tax.enabled:
        return
    if customer.shipping:
        yield _taxed(
            "Its automatic tax is reckoned from a shipping address, which the data copy does not "
            "carry. Enter it as the customer's address at the source, or set it in the target by "
            "hand."
        )
    for item in subscription.parts:
        if item.price.tax_behavior in {None, "unspecified"}:
            yield _taxed(
                f"Its automatic tax depends on a setting of the account, because the price "
                f"{item.price.id} does not say whether it includes tax. Set its tax_behavior at "
                "the source (once; it cannot be changed later), then plan again."
            )


def _taxed(sentence: str) -> Reason:
    return Reason(code=Code.TAX, sentence=sentence)
