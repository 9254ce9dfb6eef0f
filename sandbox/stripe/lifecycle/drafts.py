"""The sums of an invoice that is still a draft, and what finalising makes of its taxes.

https://docs.stripe.com/invoicing/integration/automatic-advancement-collection. An invoice made by
hand starts from ``settings`` (and ``discounting.of_customer`` when ``discounts`` is absent), and
``recount`` follows every change of its lines; a preview reckons with ``of_subscription`` and keeps
nothing.
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import discounting, redeeming, taxation
from sandbox.stripe.lifecycle.composing import embedded, lines_of
from sandbox.stripe.lifecycle.eligibility import Place
from sandbox.stripe.lifecycle.reckoning import Basis, Entry, Reckoned, reckon
from sandbox.stripe.shapes.tax import automatic_tax


def of_subscription(account: Account, subscription: Object, lines: list[Object]) -> Reckoned:
    """Work out what a subscription is about to be invoiced for, as it stands."""
    basis = Basis(
        customer=account.get("customer", subscription["customer"]),
        currency=subscription["currency"],
        discounts=tuple(discounting.of_subscription(account, subscription)),
        default_rates=tuple(subscription["default_tax_rates"]),
        automatic=subscription["automatic_tax"]["enabled"],
    )
    fresh = [_with_own(account, line, subscription) for line in lines]
    return _with_tax_status(account, basis, entries(account, fresh, subscription))


def of_invoice(account: Account, invoice: Object, lines: list[Object] | None = None) -> Reckoned:
    """Work out a draft again with its lines, discounts and rates as they are now."""
    basis = Basis(
        customer=account.get("customer", invoice["customer"]),
        currency=invoice["currency"],
        discounts=tuple(discounting.usable(account, invoice["discounts"], invoice)),
        default_rates=tuple(invoice["default_tax_rates"]),
        automatic=invoice["automatic_tax"]["enabled"],
    )
    parent = (invoice["parent"] or {}).get("subscription_details") or {}
    subscription = account.find("subscription", parent.get("subscription", ""))
    known = lines_of(account, invoice) if lines is None else lines
    kept = [_still_reduced(account, line, invoice) for line in known]
    found = entries(account, kept, subscription)
    return _with_tax_status(account, basis, found)


def recount(account: Account, invoice: Object, changes: Object | None = None) -> Object:
    """Change a draft and work it out again; whoever adds or removes lines says so here."""
    after = {**invoice, **(changes or {})}
    reckoned = of_invoice(account, after)
    for line in reckoned.lines:
        account.change(account.get("line_item", line["id"]), line)
    lines = embedded(invoice["id"], reckoned.lines)
    new = {**(changes or {}), **reckoned.fields, "lines": lines}
    account.change(invoice, new, "invoice.updated")
    discounting.spend(account, invoice)
    return invoice


def update(account: Account, invoice: Object, params: dict[str, Any]) -> None:
    """Change the discounts and taxes of a draft as a request says."""
    if not {"automatic_tax", "default_tax_rates", "discounts"} & params.keys():
        return
    if invoice["status"] != "draft":
        message = "Finalized invoices can't be updated in this way."
        raise invalid_request(message, code="invoice_not_editable")
    customer = account.get("customer", invoice["customer"])
    changes = settings(account, customer, invoice["currency"], params, invoice)
    recount(account, invoice, changes)
    redeeming.count(account, invoice["discounts"])


def settings(
    account: Account, customer: Object, currency: str, params: dict[str, Any], invoice: Object
) -> Object:
    """Read what a request says about the discounts and taxes of an invoice (``invoice`` needs an
    id and the discounts it has); discounts are redeemed but not yet told of."""
    changes: Object = {}
    if "discounts" in params:
        on, held = {"invoice": invoice["id"]}, (*invoice.get("discounts", []), *_above(customer))
        subtotal = invoice.get("subtotal")
        place = Place(customer["id"], currency, account.now(), subtotal, on, held)
        changes["discounts"] = redeeming.redeem(account, params["discounts"] or [], place)
    if "default_tax_rates" in params:
        given = params["default_tax_rates"]
        changes["default_tax_rates"] = taxation.chosen(account, given, "default_tax_rates")
    if "automatic_tax" in params:
        enabled: bool = params["automatic_tax"]["enabled"]
        rates = changes.get("default_tax_rates", invoice.get("default_tax_rates"))
        changes["automatic_tax"] = _automatic(customer, rates, enabled=enabled)
    return changes


def _automatic(customer: Object, rates: list[Object] | None, *, enabled: bool) -> Object:
    if enabled and rates:
        raise taxation.both("default_tax_rates")
    if enabled:
        taxation.check_location(customer)
    return automatic_tax(enabled=enabled, status=None)


def entries(account: Account, lines: list[Object], subscription: Object | None) -> list[Entry]:
    """Find what each line brings along, through the item it was made from."""
    return [_entry(account, line, subscription) for line in lines]


def finish_taxes(account: Account, invoice: Object) -> None:
    """Tax a draft as its customer stands when it is finalised; without a known location a
    subscription goes on untaxed, any other invoice is refused
    (docs.stripe.com/tax/customer-locations, invoice finalization errors)."""
    customer = account.get("customer", invoice["customer"])
    if invoice["automatic_tax"]["enabled"] and taxation.location(customer) is None:
        _go_untaxed(account, invoice)
    told = (invoice["customer_tax_exempt"], invoice["customer_tax_ids"])
    if invoice["automatic_tax"]["enabled"] or told != _tax_facts(account, customer):
        recount(account, invoice)


def _go_untaxed(account: Account, invoice: Object) -> None:
    parent = (invoice["parent"] or {}).get("subscription_details") or {}
    subscription = account.find("subscription", parent.get("subscription", ""))
    if subscription is None:
        refusal = taxation.unknown_location()
        said = {"last_finalization_error": refusal.body()["error"]}
        account.change(invoice, said, "invoice.finalization_failed")
        raise refusal
    reason = "finalization_requires_location_inputs"
    untaxed = automatic_tax(enabled=False, status=None, disabled=reason)
    recount(account, invoice, {"automatic_tax": untaxed})
    off = {"disabled_reason": "requires_location_inputs", "enabled": False, "liability": None}
    account.change(subscription, {"automatic_tax": off}, "customer.subscription.updated")


def _with_tax_status(account: Account, basis: Basis, found: list[Entry]) -> Reckoned:
    reckoned = reckon(account, basis, found)
    if basis.automatic:
        known = taxation.location(basis.customer) is not None
        status = "complete" if known else "requires_location_inputs"
        reckoned.fields["automatic_tax"] = automatic_tax(enabled=True, status=status)
    exempt, ids = _tax_facts(account, basis.customer)
    reckoned.fields.update(customer_tax_exempt=exempt, customer_tax_ids=ids)
    return reckoned


def _tax_facts(account: Account, customer: Object) -> tuple[str, list[Object]]:
    """What an invoice shows of its customer's tax position; frozen when it is finalised."""
    ids = [
        {"type": each["type"], "value": each["value"]}
        for each in account.where("tax_id", "customer", customer["id"])
    ]
    return customer.get("tax_exempt") or "none", ids


def _above(customer: Object) -> tuple[str, ...]:
    return (customer["discount"]["id"],) if customer.get("discount") else ()


def _entry(account: Account, line: Object, subscription: Object | None) -> Entry:
    """A line made from an item that is gone keeps the discounts and rates it has."""
    source = _source(account, line, subscription)
    behavior = _behavior(account, line)
    if source is None:
        ids = [tax["tax_rate_details"]["tax_rate"] for tax in line["taxes"]]
        return Entry(line, tuple(account.get("tax_rate", key) for key in ids), behavior)
    return Entry(line, tuple(source["tax_rates"]), behavior)


def _with_own(account: Account, line: Object, subscription: Object) -> Object:
    """A new line brings the discounts of the item it was made from."""
    source = _source(account, line, subscription)
    if source is None:
        return line
    own = discounting.in_force(account, source["discounts"])
    return {**line, "discounts": [each["id"] for each in own]}


def _still_reduced(account: Account, line: Object, invoice: Object) -> Object:
    kept = discounting.usable(account, line["discounts"], invoice)
    return {**line, "discounts": [each["id"] for each in kept]}


def _source(account: Account, line: Object, subscription: Object | None) -> Object | None:
    parent = line["parent"]
    if parent["invoice_item_details"] is not None:
        return account.find("invoiceitem", parent["invoice_item_details"]["invoice_item"])
    wanted = parent["subscription_item_details"]["subscription_item"]
    items: list[Object] = [] if subscription is None else subscription["items"]["data"]
    return next((item for item in items if item["id"] == wanted), None)


def _behavior(account: Account, line: Object) -> str:
    """A price says whether tax is in it; an amount without a price says so itself, or has the tax
    on top [inferred]."""
    item = (line["parent"]["invoice_item_details"] or {}).get("invoice_item", "")
    said = account.facts.get(item, {}).get("tax_behavior")
    if said is not None:
        return str(said)
    details = (line["pricing"] or {}).get("price_details") or {}
    price = account.find("price", details.get("price") or "")
    return "exclusive" if price is None else str(price["tax_behavior"])
