"""Changes in mid-period, foretold: docs.stripe.com/billing/subscriptions/prorations.

Unused time is credited, remaining time charged, to the second, net of the discounts in force. In
flexible mode credits "use the original debit amounts instead of the current subscription values",
one for each debit; in classic mode they are worked out from the current price, quantity and
discounts (docs.stripe.com/billing/subscriptions/billing-mode/compare).
"""

from fractions import Fraction

from tests.simulation.life import Life, Recount, Swap
from tests.simulation.oracle.state import Debit, Held, Line, Standing
from tests.simulation.oracle.sums import Sale, cost, discount, whole

PAID_FOR = ("active", "past_due")


def change(life: Life, standing: Standing, deed: Recount | Swap) -> bool:
    """Change an item; tell whether something is to be invoiced now."""
    held = standing.items[deed.item]
    prorated = deed.proration != "none" and standing.status in PAID_FOR
    if prorated:
        standing.pending += _credits(life, standing, held, deed.at)
    forget(life, standing)
    if isinstance(deed, Recount):
        held.quantity = deed.quantity
    else:
        held.price = deed.price
    if prorated:
        until = held.end if standing.cut is None else min(held.end, standing.cut)
        standing.pending.append(_charge(standing, held, deed.at, until))
    return prorated and deed.proration == "always_invoice"


def forget(life: Life, standing: Standing) -> None:
    """A repeating coupon is lost when a subscription is updated that waits, unbilled and without
    prorations, for its later anchor (subscriptions/billing-cycle; STRIPE.md section 3)."""
    if not life.prorated and life.trial_end is None and not standing.invoices:
        standing.bargains = [each for each in standing.bargains if each.end is None]


def cut_short(life: Life, standing: Standing, at: int) -> None:
    """An end before the end of an item's period gives back what was charged for the time after it
    (api/subscriptions/update, ``cancel_at``); so it is with items of a longer rhythm."""
    if standing.status in PAID_FOR:
        for held in standing.items:
            if at < held.end:
                standing.pending += _credits(life, standing, held, at)
                standing.cut = at


def uncut(standing: Standing) -> None:
    """The end is lifted: what was given back is charged again."""
    if standing.cut is None:
        return
    for held in standing.items:
        if standing.cut < held.end:
            standing.pending.append(_charge(standing, held, standing.cut, held.end))
    standing.cut = None


def _credits(life: Life, standing: Standing, held: Held, at: int) -> list[Line]:
    if life.mode == "classic":
        net = _net(standing, held, at, held.end)
        return [Line(held, at, held.end, -net, adjusting=True)]
    live = [each for each in held.debits if each.start <= at < each.end]
    lines = [Line(held, at, each.end, -_part(each, at), adjusting=True) for each in live]
    for each in live:
        each.amount -= _part(each, at)
        each.end = at
    return lines


def _part(debit: Debit, at: int) -> int:
    return whole(debit.amount * Fraction(debit.end - at, debit.end - debit.start))


def _charge(standing: Standing, held: Held, at: int, until: int) -> Line:
    net = _net(standing, held, at, until)
    held.debits.append(Debit(at, until, net))
    return Line(held, at, until, net, adjusting=True)


def _net(standing: Standing, held: Held, at: int, until: int) -> int:
    """A part of the period, reduced as a whole period of everything would be reduced."""
    begin, finish = held.natural
    gross = whole(cost(held.price, held.quantity) * Fraction(until - at, finish - begin))
    sales = [
        Sale(whole(cost(each.price, each.quantity)), [b for b in each.own if b.holds(at)])
        for each in standing.items
    ]
    discount(sales, [each for each in standing.bargains if each.holds(at)])
    sale = sales[held.number]
    return whole(gross * Fraction(sale.amount - sale.off, sale.amount)) if sale.amount else gross
