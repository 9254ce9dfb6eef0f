"""Compares what was foretold with what happened, to the cent and the second."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.simulation.oracle.state import Invoice, Line, Standing
from tests.unit.sandbox.stripe.billing.shop import Object, Shop


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two disagree."""

    about: str
    foretold: object
    happened: object

    def __str__(self) -> str:
        return f"{self.about}: foretold {self.foretold}, happened {self.happened}"


def differences(standing: Standing, shop: Shop) -> list[Difference]:
    """Everything in which they differ, the earliest first; empty: they agree."""
    [subscription] = shop.truth("subscription").values()
    [customer] = shop.truth("customer").values()
    happened = sorted(invoices(shop), key=_order)
    order = numbered(shop, subscription)
    found = []
    for number, (told, real) in enumerate(zip(standing.invoices, happened, strict=False), 1):
        found += _compared(f"invoice {number}", _told(told), _real(real, order))
    found += _compared(
        "in the end",
        {
            "invoices": len(standing.invoices),
            "status": standing.status,
            "ended_at": standing.ended_at,
            "balance": standing.balance,
            "pending": sorted(line.amount for line in standing.pending if line.amount),
            "periods": [(item.start, item.end) for item in standing.items],
        },
        {
            "invoices": len(happened),
            "status": subscription["status"],
            "ended_at": subscription["ended_at"],
            "balance": customer["balance"],
            "pending": _waiting(shop),
            "periods": [_period(item) for item in subscription["items"]["data"]],
        },
    )
    return found


def invoices(shop: Shop) -> list[Object]:
    """Every invoice with all its lines: Stripe shows ten with it."""
    found = list(shop.truth("invoice").values())
    for invoice in found:
        if invoice["lines"]["has_more"]:
            invoice["lines"] = shop.get(f"/v1/invoices/{invoice['id']}/lines", limit=100)
    return found


def _order(invoice: Object) -> tuple[int, int]:
    return invoice["created"], int(invoice["number"].split("-")[1]) if invoice["number"] else 0


def _compared(where: str, told: dict[str, Any], real: dict[str, Any]) -> list[Difference]:
    return [
        Difference(f"{where}, {name}", told[name], real[name])
        for name in told
        if told[name] != real[name]
    ]


def _told(invoice: Invoice) -> dict[str, Any]:
    return {
        "created": invoice.created,
        "reason": invoice.reason,
        "lines": Counter(_line(line) for line in invoice.lines),
        "subtotal": invoice.subtotal,
        "total": invoice.total,
        "status": invoice.status,
        "finalized_at": invoice.finalized_at,
        "paid_at": invoice.paid_at,
        "starting": invoice.starting if invoice.finalized_at else None,
        "ending": invoice.ending,
        "due": invoice.due if invoice.finalized_at else None,
        "paid": invoice.paid,
        "attempts": invoice.attempts,
    }


def _real(invoice: Object, order: dict[str, int]) -> dict[str, Any]:
    final = invoice["status_transitions"]["finalized_at"]
    return {
        "created": invoice["created"],
        "reason": invoice["billing_reason"],
        "lines": Counter(_shown(line, order) for line in invoice["lines"]["data"]),
        "subtotal": invoice["subtotal"],
        "total": invoice["total"],
        "status": invoice["status"],
        "finalized_at": final,
        "paid_at": invoice["status_transitions"]["paid_at"],
        "starting": invoice["starting_balance"] if final else None,
        "ending": invoice["ending_balance"],
        "due": invoice["amount_due"] if final else None,
        "paid": invoice["amount_paid"],
        "attempts": invoice["attempt_count"],
    }


def _line(line: Line) -> tuple[object, ...]:
    return line.held.number, line.start, line.end, line.amount, line.off, line.tax


def _shown(line: Object, order: dict[str, int]) -> tuple[object, ...]:
    """Which item it is for, when, how much, and what discounts and taxes do to it."""
    off = sum(each["amount"] for each in line["discount_amounts"])
    tax = sum(each["amount"] for each in line["taxes"])
    period = line["period"]
    return order[bought(line)], period["start"], period["end"], line["amount"], off, tax


def numbered(shop: Shop, subscription: Object) -> dict[str, int]:
    """Number subscription items, and the invoice items that adjust them, as the life does."""
    items = [item["id"] for item in subscription["items"]["data"]]
    order = {key: number for number, key in enumerate(items)}
    for each in shop.truth("invoiceitem").values():
        order[each["id"]] = order[each["parent"]["subscription_details"]["subscription_item"]]
    return order


def bought(line: Object) -> str:
    """The subscription item a line is for, or the invoice item that it shows."""
    parent = line["parent"]
    if parent["subscription_item_details"]:
        return str(parent["subscription_item_details"]["subscription_item"])
    return str(parent["invoice_item_details"]["invoice_item"])


def _waiting(shop: Shop) -> list[int]:
    items = shop.truth("invoiceitem").values()
    return sorted(each["amount"] for each in items if each["invoice"] is None and each["amount"])


def _period(item: Object) -> tuple[int, int]:
    return item["current_period_start"], item["current_period_end"]
