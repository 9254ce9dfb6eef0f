"""What must be true after any life, whatever the oracle thinks.

Each law names what it found broken in a sentence; an empty list means that all hold.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.simulation.judge import bought, invoices
from tests.unit.sandbox.stripe.billing.shop import Object, Shop

KINDS = ("customer", "subscription", "invoice", "charge", "payment_intent", "discount")
"""Invoice items are silent when an invoice takes them up: there is no event for it."""


def broken(shop: Shop, *, free_beginning: bool = False) -> list[str]:
    """Every law that does not hold; the time before a later anchor may have been free."""
    laws = (_money, _invoices_add_up, _balance, _told, _previous)
    found = [sentence for law in laws for sentence in law(shop)]
    return found + list(_covered(shop, {0, 1} if free_beginning else {1}))


def _money(shop: Shop) -> Iterator[str]:
    """Charges less refunds less fees are the balance transactions."""
    entries = shop.truth("balance_transaction").values()
    taken = sum(each["amount_captured"] for each in shop.truth("charge").values() if each["paid"])
    given_back = sum(each["amount"] for each in shop.truth("refund").values())
    if sum(each["amount"] for each in entries) != taken - given_back:
        yield "charges less refunds are not the balance transactions"
    if any(each["net"] != each["amount"] - each["fee"] for each in entries):
        yield "a balance transaction is not its amount less its fee"
    paid = sum(each["amount_paid"] for each in shop.truth("invoice").values())
    if paid != taken:
        yield f"invoices say {paid} was paid, charges say {taken}"


def _invoices_add_up(shop: Shop) -> Iterator[str]:
    for invoice in invoices(shop):
        for sentence in _adds_up(invoice):
            yield f"{invoice['id']} {invoice['status']}: {sentence}"


def _adds_up(invoice: Object) -> Iterator[str]:
    lines = invoice["lines"]["data"]
    if invoice["amount_paid"] + invoice["amount_remaining"] != invoice["amount_due"]:
        yield "paid and remaining are not what is due"
    discounts = _sums(lines, "discount_amounts", "discount")
    shown = {d["discount"]: d["amount"] for d in invoice["total_discount_amounts"] if d["amount"]}
    if discounts != shown:
        yield f"discounts of the lines {discounts}, of the invoice {shown}"
    taxes = sum(tax["amount"] for line in lines for tax in line["taxes"])
    if taxes != sum(tax["amount"] for tax in invoice["total_taxes"]):
        yield "taxes of the lines are not those of the invoice"
    top = sum(t["amount"] for t in invoice["total_taxes"] if t["tax_behavior"] == "exclusive")
    if invoice["total"] != sum(n["amount"] for n in lines) - sum(discounts.values()) + top:
        yield "the total is not lines less discounts plus tax on top"
    if invoice["status_transitions"]["finalized_at"] and invoice["status"] != "void":
        left = invoice["total"] + invoice["starting_balance"] - invoice["amount_due"]
        if left != invoice["ending_balance"]:
            yield "the balance does not carry over"


def _sums(lines: list[Object], name: str, key: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in (each for line in lines for each in line[name]):
        sums[each[key]] += each["amount"]
    return {key: amount for key, amount in sums.items() if amount}


def _balance(shop: Shop) -> Iterator[str]:
    """The ledger of the customer's balance adds up, entry by entry."""
    for customer in shop.truth("customer").values():
        path = f"/v1/customers/{customer['id']}/balance_transactions"
        entries = list(reversed(shop.get(path, limit=100)["data"]))
        balance = 0
        for entry in entries:
            balance += entry["amount"]
            if entry["ending_balance"] != balance:
                yield f"{entry['type']}: ending balance {entry['ending_balance']}, sum {balance}"
        if balance != customer["balance"]:
            yield f"the ledger ends at {balance}, the customer has {customer['balance']}"


def _told(shop: Shop) -> Iterator[str]:
    """Who only ever listened knows everything."""
    for kind in KINDS:
        told = shop.told(kind)
        for key, truth in shop.truth(kind).items():
            if told.get(key) != truth:
                yield f"events do not tell how {key} stands"


def _previous(shop: Shop) -> Iterator[str]:
    """``previous_attributes`` are what the event before it showed."""
    known: dict[str, Object] = {}
    for event in shop.heard:
        seen = json.loads(event.data)
        new, previous = seen["object"], seen.get("previous_attributes") or {}
        old = known.get(new.get("id", ""))
        if old is not None and not _within(previous, old):
            yield f"{event.type} misremembers {sorted(previous)}"
        if "id" in new:
            known[new["id"]] = new


def _within(part: object, whole: object) -> bool:
    """A nested part names only what changed."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(_within(value, whole.get(key)) for key, value in part.items())
    return part == whole


def _covered(shop: Shop, allowed: set[int]) -> Iterator[str]:
    """No second of an item is charged twice, and none between the first and the last is missed.

    A line counts for its period, a credit against it. After the agreed end nothing need be charged.
    """
    [subscription] = shop.truth("subscription").values()
    end = subscription["ended_at"] or subscription["cancel_at"]
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    items = shop.truth("invoiceitem")
    for line in _lines(shop):
        key = bought(line)
        if key in items:
            key = items[key]["parent"]["subscription_details"]["subscription_item"]
        spans[key].append(_span(line))
    for key, found in spans.items():
        if odd := sorted(_depths(found, end) - allowed):
            yield f"time of {key} is charged {odd} times"


def _lines(shop: Shop) -> Iterator[Object]:
    for invoice in invoices(shop):
        yield from invoice["lines"]["data"]


def _span(line: Object) -> tuple[int, int, int]:
    sign = -1 if line["description"].startswith("Unused time") else 1
    return line["period"]["start"], line["period"]["end"], sign


def _depths(spans: list[tuple[int, int, int]], until: int | None) -> set[int]:
    """How often time is charged, once several lines of one price and period count as one."""
    change: Counter[int] = Counter()
    for start, end, sign in set(spans):
        change[start] += sign
        change[end] -= sign
    depth, found = 0, set()
    for when in sorted(change)[:-1]:
        depth += change[when]
        if until is None or when < until:
            found.add(depth)
    return found
