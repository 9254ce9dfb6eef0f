"""From lines to an invoice's total: discounts first, then tax, then the customer's balance.

docs.stripe.com/api/invoices/object. Reckoning changes nothing that is kept (only the archived rates
of automatic tax are made on demand), so that a preview and an invoice can share it.
"""

from dataclasses import dataclass

from sandbox.stripe.billing.amounts import settle
from sandbox.stripe.billing.discounts import Discountable, Taken, taken_off
from sandbox.stripe.billing.taxes import Rate, Tax, added_up, inside, line_taxes, on_top
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import discounting, taxation
from sandbox.stripe.shapes import tax as shapes


@dataclass(frozen=True, slots=True)
class Basis:
    """What an invoice's sums depend on besides its lines."""

    customer: Object
    currency: str
    discounts: tuple[Object, ...] = ()
    """Those of the whole invoice, in the order in which they are applied."""
    default_rates: tuple[Object, ...] = ()
    """Tax rates of lines that have none of their own."""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with what it brings along."""

    line: Object
    rates: tuple[Object, ...] = ()
    """Its own tax rates."""
    behavior: str = "exclusive"
    """``tax_behavior`` of its price, for automatic tax."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Lines with their discounts and taxes, and the invoice's fields that follow from them."""

    lines: list[Object]
    fields: Object

    @property
    def total(self) -> int:
        """What is owed before the customer's balance is looked at."""
        total: int = self.fields["total"]
        return total


def reckon(account: Account, basis: Basis, entries: list[Entry]) -> Reckoned:
    """Work out an invoice."""
    general = discounting.offers(account, basis.discounts, basis.currency)
    taken = taken_off([_discountable(account, basis, each.line) for each in entries], general)
    taxes = [
        line_taxes(_left(entry.line, off), _rates(account, basis, entry))
        for entry, off in zip(entries, taken, strict=True)
    ]
    lines = [
        _shown(entry.line, off, due) for entry, off, due in zip(entries, taken, taxes, strict=True)
    ]
    sums = _Sums([entry.line for entry in entries], taken, taxes)
    return Reckoned(lines, {**_fields(basis, sums), **_due(basis, sums.total)})


@dataclass(frozen=True, slots=True)
class _Sums:
    lines: list[Object]
    taken: list[list[Taken]]
    taxes: list[list[Tax]]

    @property
    def subtotal(self) -> int:
        """Before discounts of the whole invoice; those of lines are in it already."""
        return sum(self.priced)

    @property
    def priced(self) -> list[int]:
        """What each line costs after its own discounts."""
        return [
            int(line["amount"]) - sum(off.amount for off in taken if off.key in line["discounts"])
            for line, taken in zip(self.lines, self.taken, strict=True)
        ]

    @property
    def discounted(self) -> int:
        """After all discounts, before exclusive tax."""
        off = sum(each.amount for taken in self.taken for each in taken)
        return sum(int(line["amount"]) for line in self.lines) - off

    @property
    def every_tax(self) -> list[Tax]:
        return [tax for due in self.taxes for tax in due]

    @property
    def total(self) -> int:
        return self.discounted + on_top(self.every_tax)


def _fields(basis: Basis, sums: _Sums) -> Object:
    every = sums.every_tax
    taken = _by_discount(basis, sums.taken)
    return {
        "discounts": [discount["id"] for discount in basis.discounts],
        "default_tax_rates": [dict(rate) for rate in basis.default_rates],
        "subtotal": sums.subtotal,
        "subtotal_excluding_tax": sums.subtotal - _inside_before_discounts(sums),
        "total": sums.total,
        "total_discount_amounts": taken,
        "total_excluding_tax": sums.discounted - inside(every),
        "total_pretax_credit_amounts": _pretax(taken),
        "total_taxes": [shapes.shown(tax) for tax in added_up(every)],
    }


def _inside_before_discounts(sums: _Sums) -> int:
    """Inclusive tax of the subtotal: as if the invoice as a whole had no discount [inferred]."""
    return sum(
        inside(line_taxes(amount, [tax.rate for tax in due]))
        for amount, due in zip(sums.priced, sums.taxes, strict=True)
    )


def _due(basis: Basis, total: int) -> Object:
    """What is due is only an estimate until the balance is applied at finalisation."""
    balance = basis.customer.get("balance", 0)
    due = settle(total, balance, basis.currency).amount_due
    return {"amount_due": due, "amount_remaining": due, "starting_balance": balance}


def _by_discount(basis: Basis, taken: list[list[Taken]]) -> list[Object]:
    """Sum up what each discount takes; one that finds nothing to reduce is shown with 0."""
    sums = {discount["id"]: 0 for discount in basis.discounts}
    for off in (each for line in taken for each in line):
        sums[off.key] = sums.get(off.key, 0) + off.amount
    return [{"amount": amount, "discount": key} for key, amount in sums.items()]


def _discountable(account: Account, basis: Basis, line: Object) -> Discountable:
    own = [account.get("discount", key) for key in line["discounts"]]
    details = (line["pricing"] or {}).get("price_details") or {}
    return Discountable(
        amount=line["amount"],
        product=details.get("product"),
        discountable=line["discountable"],
        offers=discounting.offers(account, own, basis.currency),
    )


def _left(line: Object, taken: list[Taken]) -> int:
    return int(line["amount"]) - sum(off.amount for off in taken)


def _rates(account: Account, basis: Basis, entry: Entry) -> list[Rate]:
    """A line's own rates come before the default ones; automatic tax has no room for either."""
    if basis.automatic:
        return taxation.automatic(account, basis.customer, entry.behavior)
    return taxation.manual(basis.customer, list(entry.rates or basis.default_rates))


def _shown(line: Object, taken: list[Taken], taxes: list[Tax]) -> Object:
    amounts = [{"amount": off.amount, "discount": off.key} for off in taken]
    return {
        **line,
        "discount_amounts": amounts,
        "pretax_credit_amounts": _pretax(amounts),
        "taxes": [shapes.shown(tax) for tax in taxes],
    }


def _pretax(amounts: list[Object]) -> list[Object]:
    """Show discounts among the other credits that come off before tax."""
    return [{**each, "credit_balance_transaction": None, "type": "discount"} for each in amounts]
