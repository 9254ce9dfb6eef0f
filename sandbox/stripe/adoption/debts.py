"""Invoices with their lines, what pays them, and items that wait for the next invoice."""

from sandbox.stripe.adoption.house import House, check_current
from sandbox.stripe.adoption.report import RefusedError
from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.billing.retries import RETRY_DAYS_AFTER_FIRST_FAILURE
from sandbox.stripe.core.declines import declined, forbids_retrying
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle.invoicing import ask_for_payment

_DEAD = ("succeeded", "canceled")


def invoice(house: House, obj: Object) -> None:
    """Keep an invoice; a draft has to come with all its lines, for they may be changed yet."""
    check_current(obj, ("amount_remaining", "lines", "parent", "status_transitions"))
    house.need("customer", obj["customer"])
    lines = house.papers.lines_of(obj["id"])
    if obj["status"] == "draft":
        if obj["lines"]["has_more"] and len(lines) < obj["lines"]["total_count"]:
            raise RefusedError("it is a draft, and only its first lines are in the snapshot")
        for key in _discounts(obj) if obj["automatic_tax"]["enabled"] else ():
            house.need("discount", key)
    if obj["status"] == "open" and obj["amount_remaining"] != obj["amount_due"]:
        raise RefusedError("it is paid in part, which the local Stripe does not simulate")
    if obj["status"] in ("draft", "open"):
        house.need_instrument(obj["default_payment_method"])
    for line in lines:
        house.put(line)
    house.put(obj)


def _discounts(obj: Object) -> list[str]:
    """Name the discounts a draft is worked out with again, if it is taxed when finalised."""
    of_lines = [key for line in obj["lines"]["data"] for key in line["discounts"]]
    return [*obj["discounts"], *of_lines]


def payments(house: House, obj: Object) -> None:
    """Give an open invoice the payment it is collected with; unless read, it is a new one."""
    if obj["status"] != "open" or not obj["amount_remaining"]:
        return
    kept = [house.papers.find("invoice_payment", key) for key in house.papers.paid_by[obj["id"]]]
    live = [each for each in kept if each is not None and _lives(house, each)]
    if not live:
        ask_for_payment(house.account, obj)
        return
    for each in live:
        house.put(each)


def _lives(house: House, payment: Object) -> bool:
    """Tell whether an invoice's payment is one that can still be tried."""
    intent = house.papers.find("payment_intent", payment["payment"].get("payment_intent"))
    if intent is None or intent["status"] in _DEAD:
        return False
    if house.account.find("payment_intent", intent["id"]) is None:
        house.account.facts[intent["id"]] = {"invoice": payment["invoice"]}
        house.put(intent)
        _refused_before(house, intent, payment["invoice"])
    return True


def _refused_before(house: House, intent: Object, invoice_id: str) -> None:
    """What the bank said last it says again: nobody knows better."""
    error = intent["last_payment_error"] or {}
    method = (error.get("payment_method") or {}).get("id")
    if method not in house.account.facts or error.get("type") != "card_error":
        return
    reason: str = error.get("decline_code") or error.get("code") or "generic_decline"
    try:
        answer = declined(reason)
    except KeyError:
        reason, answer = "generic_decline", declined("generic_decline")
    house.account.facts[method].setdefault("bank_says", reason)
    if forbids_retrying(answer):
        house.account.facts.setdefault(invoice_id, {})["hopeless"] = method


def due(house: House, obj: Object) -> None:
    """Put into the calendar what was announced for an invoice."""
    at, key = house.account.at, obj["id"]
    if obj["status"] == "draft" and obj["automatically_finalizes_at"] is not None:
        at(obj["automatically_finalizes_at"], "invoice.advance", key)
    if obj["status"] != "open":
        return
    if obj["next_payment_attempt"] is not None and obj["auto_advance"]:
        at(obj["next_payment_attempt"], "invoice.retry", key)
        _first_failure(house, obj)
    if obj["due_date"] is not None and obj["due_date"] > house.account.now():
        at(obj["due_date"], "invoice.due", key)


def _first_failure(house: House, obj: Object) -> None:
    """Retries are counted from the first failure, which is found from the next one."""
    count = obj["attempt_count"]
    if not 0 < count <= len(RETRY_DAYS_AFTER_FIRST_FAILURE):
        return
    days = RETRY_DAYS_AFTER_FIRST_FAILURE[count - 1]
    facts = house.account.facts.setdefault(obj["id"], {})
    facts["first_failure"] = obj["next_payment_attempt"] - days * DAY
    house.report.suppose(
        "Retries after the announced one come 3, 5 and 7 days after the first failure; Stripe's "
        "Smart Retries choose their own times."
    )


def invoiceitem(house: House, obj: Object) -> None:
    """Keep what waits for the next invoice, or is on a draft."""
    check_current(obj, ("parent", "pricing", "period"))
    house.need("customer", obj["customer"])
    for key in obj["discounts"]:
        house.need("discount", key)
    if obj["invoice"] is not None and house.account.find("invoice", obj["invoice"]) is None:
        return
    house.put({**obj, "tax_rates": [house.need("tax_rate", r["id"]) for r in obj["tax_rates"]]})
