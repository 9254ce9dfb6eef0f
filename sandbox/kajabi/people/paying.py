"""Money that Kajabi itself collects, and gives back."""

import heapq
from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta

from sandbox.ground.clockwork import Seconds
from sandbox.kajabi.core.errors import Refused, bad_request, not_implemented
from sandbox.kajabi.core.records import (
    Access,
    Contact,
    Email,
    Offer,
    Origin,
    Recurring,
    Transaction,
)
from sandbox.kajabi.core.state import DAY
from sandbox.kajabi.core.world import Happening, What, World
from sandbox.kajabi.people.access import active_offers, end, hold

STEPS = {"month": relativedelta(months=1), "year": relativedelta(years=1)}
PAID = frozenset({"charge", "subscribe", "subscription_charge"})


def buy(world: World, contact: Contact, offer: Offer) -> Access:
    """Check out: free, once, or as a subscription, which may begin with a trial."""
    if offer.id in active_offers(world, contact):
        raise Refused(422, "is held", "The member has this offer already.")
    access = hold(world, contact, offer, Origin.PURCHASE)
    due = _agree(world, access, offer)
    action = "subscribe" if offer.interval else "charge" if offer.price else "free_purchase"
    paid = record(world, contact, [access], action, due)
    world.state.emails.append(Email(contact.email, "purchase", offer.id, world.now))
    happening = (contact, offer.id, access, paid.id)
    world.tell(Happening(What.OFFER_PURCHASED, *happening))
    if due:
        world.tell(Happening(What.PAYMENT_SUCCEEDED, *happening))
    return access


def record(
    world: World, contact: Contact, accesses: list[Access], action: str, amount: int
) -> Transaction:
    """Write a movement of money down."""
    key, bought = world.number("transactions"), [each.id for each in accesses]
    currency = accesses[0].currency
    made = Transaction(key, contact.id, bought, action, amount, currency, world.now)
    world.state.transactions[key] = made
    for each in accesses:
        each.transactions.append(key)
    contact.revenue += amount
    return made


def cancel(world: World, access: Access) -> None:
    """Cancel the subscription of a purchase: at once, and the access with it (spec)."""
    if not access.billed or access.recurring is None:
        detail = "The purchase has no subscription that could be cancelled."
        raise Refused(422, "cannot be cancelled", detail)
    access.recurring.cancelled_at = world.now
    if access.active:
        end(world, access, "canceled")
    contact = world.contact(access.contact)
    world.tell(Happening(What.RECURRING_CANCELLED, contact, access.offer, access))


def refund(world: World, access: Access, amount: int | None = None) -> Transaction:
    """Give the last payment back, or a part; access and subscription stay as they are [inferred]:
    the only trace is a transaction with a negative amount (spec, "Transaction details")."""
    return _ask_back(world, access, "refund", amount)


def dispute(world: World, access: Access) -> Transaction:
    """Have the cardholder's bank take the last payment back; negative, as a refund [inferred]."""
    return _ask_back(world, access, "dispute", None)


def renew(world: World, to: Seconds) -> None:
    """Charge every subscription that falls due, also those without access: only cancelling
    ends them."""
    waiting = [
        (next_charge(each), each.id) for each in world.state.accesses.values() if each.billed
    ]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= to:
        world.state.clock, key = heapq.heappop(waiting)
        access = world.access(key)
        _charge(world, access)
        if access.billed:
            heapq.heappush(waiting, (next_charge(access), key))


def next_charge(access: Access) -> Seconds:
    """Work out the next instant of a charge; months are counted from the first one."""
    recurring = access.recurring
    if recurring is None:
        raise bad_request("This purchase is paid once.")
    first = datetime.fromtimestamp(recurring.anchor, UTC)
    return int((first + STEPS[recurring.interval] * recurring.charged).timestamp())


def _agree(world: World, access: Access, offer: Offer) -> int:
    """Begin a subscription, if it is one; gives what is due now."""
    if offer.interval is None:
        return offer.price
    if offer.interval not in STEPS:
        raise not_implemented(f"charges by the {offer.interval}")
    anchor = world.now + offer.trial_days * DAY
    access.trial_end_at = anchor if offer.trial_days else None
    charged = 0 if offer.trial_days else 1
    access.recurring = Recurring(offer.interval, anchor, charged, offer.price)
    return 0 if offer.trial_days else offer.price


def _charge(world: World, access: Access) -> None:
    recurring, contact = access.recurring, world.contact(access.contact)
    if recurring is None:
        return
    recurring.charged += 1
    paid = record(world, contact, [access], "subscription_charge", recurring.amount)
    access.updated_at = world.now
    world.tell(Happening(What.PAYMENT_SUCCEEDED, contact, access.offer, access, paid.id))


def _ask_back(world: World, access: Access, action: str, amount: int | None) -> Transaction:
    moved = [world.state.transactions[each] for each in access.transactions]
    paid = [each for each in moved if each.action in PAID and each.amount]
    left = sum(each.amount for each in moved)
    wanted = min(paid[-1].amount, left) if paid and amount is None else amount or 0
    if not 0 < wanted <= left:
        raise Refused(422, "cannot be refunded", "There is no payment of this size left.")
    contact = world.contact(access.contact)
    return record(world, contact, [access], action, -wanted)
