"""What stands against moving a subscription: one small rule each."""

from collections.abc import Callable, Iterator
from typing import Final

from carryover.migration.planning import payment_options, taxing
from carryover.migration.planning.codes import Code
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.params import MARK
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json

MOST_ITEMS: Final = 20
"""Of a creation (docs.stripe.com/api/subscriptions/create, ``items``)."""
MOST_KEYS: Final = 50
"""Of metadata (docs.stripe.com/api/metadata)."""

type Rule = Callable[[Subscription, Json, Rules], Iterator[Reason]]


def objections(subscription: Subscription, raw: Json, rules: Rules) -> Iterator[Reason]:
    """Ask every rule."""
    for rule in _RULES:
        yield from rule(subscription, raw, rules)


def _customer(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if subscription.customer.deleted:
        yield Reason(
            code=Code.CUSTOMER,
            sentence="Its customer was deleted at the source: there is nobody to charge.",
        )


def _debt(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if subscription.status in {"past_due", "unpaid"}:
        yield Reason(
            code=Code.OWED,
            sentence=(
                f"It is {subscription.status}: the debt stays at the source, and an active target "
                "would be a gift. Collect, void or write off its open invoices there, or cancel "
                "it; then it can move."
            ),
        )


def _paused(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if subscription.status == "paused":
        yield Reason(
            code=Code.PAUSED,
            sentence=(
                "It is paused and bills nothing, and no subscription can be created paused. Resume "
                "it at the source, then move it, or let the customer subscribe in the target."
            ),
        )


def _balance(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    balance = subscription.customer.balance
    if balance:
        kind = "a credit" if balance < 0 else "a debt"
        yield Reason(
            code=Code.BALANCE,
            sentence=(
                f"Its customer has {kind} of {abs(balance)} (in minor units), which the next "
                "invoice would settle. Carry it over by hand, one side at a time (take it off at "
                "the source, enter it in the target after the move), or let an invoice use it up."
            ),
        )


def _metered(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    metered = [
        item.price.id for item in subscription.parts if item.price.recurring.usage_type == "metered"
    ]
    if metered:
        yield Reason(
            code=Code.METERED,
            sentence=(
                f"It bills usage ({', '.join(metered)}), and what was used in this period is not "
                "copied. Report usage to the target from the next boundary on, and move it by hand "
                "then."
            ),
        )


def _items(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if subscription.items.has_more:
        yield Reason(
            code=Code.ITEMS,
            sentence=(
                "Only the first of its items were read. Take the snapshot again, or report this."
            ),
        )
    elif len(subscription.parts) > MOST_ITEMS:
        yield Reason(
            code=Code.ITEMS,
            sentence=(
                f"It has {len(subscription.parts)} items, and Stripe creates {MOST_ITEMS} at most. "
                "Split it at the source, or recreate it by hand."
            ),
        )


def _billed_ahead(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    ahead = (
        item.billed_until not in {None, item.current_period_end} for item in subscription.parts
    )
    if any(ahead):
        yield Reason(
            code=Code.BILLING,
            sentence=(
                "An item of it is billed up to another day than its period's end. Move it when "
                "both are the same, or recreate it by hand."
            ),
        )


def _metadata(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if len(subscription.metadata.keys() - {MARK}) >= MOST_KEYS:
        yield Reason(
            code=Code.METADATA,
            sentence=(
                f"Its metadata has {MOST_KEYS} keys, as many as Stripe allows, and the target "
                f"needs one more ({MARK}) by which it is recognised. Remove a key at the source "
                "that nobody reads."
            ),
        )


def _email(subscription: Subscription, _raw: Json, _rules: Rules) -> Iterator[Reason]:
    if not subscription.charged and not subscription.customer.email:
        yield Reason(
            code=Code.EMAIL,
            sentence=(
                "Its invoices are sent by e-mail, and its customer has no address. Enter one at "
                "the source before the card copy."
            ),
        )


def _application(subscription: Subscription, _raw: Json, rules: Rules) -> Iterator[Reason]:
    made_by = subscription.application
    name = made_by if made_by is None or isinstance(made_by, str) else made_by.id
    if name is not None and name not in rules.applications:
        yield Reason(
            code=Code.APPLICATION,
            sentence=(
                f"The application {name} made it and may go on managing it at the source. "
                "Disconnect the application there and name it under rules: applications, then plan "
                "again."
            ),
        )


def _test_clock(_subscription: Subscription, raw: Json, rules: Rules) -> Iterator[Reason]:
    if raw.get("test_clock") and not rules.test_clocks:
        yield Reason(
            code=Code.TEST_CLOCK,
            sentence=(
                "It lives on a test clock, whose time is not the target's. It is a test, not a "
                "customer; to move it all the same, set rules: test_clocks."
            ),
        )


_RULES: Final[tuple[Rule, ...]] = (
    _customer,
    _debt,
    _paused,
    _balance,
    _metered,
    _items,
    _billed_ahead,
    _metadata,
    _email,
    _application,
    _test_clock,
    taxing.objections,
    payment_options.objections,
)
