"""Customers as the CRM sees them (``crm.store.Billing``): everything of one person, in three reads,
and two more for each invoice that could not be collected.

Read, never written. Which subscriptions do not count because of a migration is told by the marks
``adapters.stripe.billing`` explains.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from carryover.access.model import Mark
from carryover.adapters.stripe import payer_sight as sight
from carryover.adapters.stripe.billing import mark
from carryover.crm.model import Failure, Owed, Paid, Payer, Subscribed
from carryover.crm.store import Customers
from carryover.kernel.clock import Seconds
from carryover.ports.stripe_api import Json, StripeApi

PAGE: Final = 100

LAG: Final = 2
"""Seconds taken off the time of a look: what happened in the second it began may not be in it, and
Stripe's ``created`` has whole seconds."""

IGNORED: Final = {
    Mark.MOVED: "it was moved to another account",
    Mark.ARMED: "it does not bill yet: the one it replaces does",
}


@dataclass(frozen=True, slots=True)
class StripePayers:
    """Looks at Stripe."""

    stripe: StripeApi
    _products: dict[tuple[str, str], str] = field(default_factory=dict)
    """Names, as long as the worker is warm: they hardly ever change."""

    def payer(self, account: str, customer: str, paid_since: Seconds | None) -> Payer | None:
        """Read the customer first: the clock is read off the answer, so whatever happened before
        that moment is in what is read after it."""
        expand = ["invoice_settings.default_payment_method", "default_source"]
        raw = self.stripe.get(account, f"customers/{customer}", {"expand": expand})
        if raw is None:
            return None
        seen = self.stripe.now(account) - LAG
        held = {one["id"]: one for one in self._subscriptions(account, customer)}
        return Payer(
            account=account,
            id=customer,
            email=str(raw.get("email") or "").strip(),
            name=str(raw.get("name") or "").strip(),
            phone=str(raw.get("phone") or ""),
            seen=seen,
            subscriptions=tuple(self._subscribed(account, raw, one) for one in held.values()),
            owed=tuple(self._owed(account, raw, held, one) for one in self._open(raw, account)),
            paid=tuple(self._paid(account, customer, paid_since)),
            deleted=bool(raw.get("deleted")),
        )

    def customers(self, account: str, after: str | None) -> Customers:
        """Read a page of the list."""
        asked = {"limit": PAGE, **({"starting_after": after} if after else {})}
        page = self.stripe.get(account, "customers", asked) or {"data": [], "has_more": False}
        ids = [one["id"] for one in page["data"]]
        return Customers(ids, ids[-1] if ids and page["has_more"] else None)

    def _subscriptions(self, account: str, customer: str) -> Iterator[Json]:
        expand = ["data.default_payment_method", "data.default_source"]
        asked = {"customer": customer, "status": "all", "expand": expand}
        for page in self.stripe.pages(account, "subscriptions", asked):
            yield from page

    def _open(self, customer: Json, account: str) -> Iterator[Json]:
        expand = ["data.default_payment_method", "data.default_source"]
        asked = {"customer": customer["id"], "status": "open", "expand": expand}
        for page in self.stripe.pages(account, "invoices", asked):
            yield from page

    def _paid(self, account: str, customer: str, since: Seconds | None) -> Iterator[Paid]:
        if since is None:
            return
        asked = {"customer": customer, "status": "paid", "created": {"gte": since}}
        for page in self.stripe.pages(account, "invoices", asked):
            yield from (sight.paid(account, one) for one in page if one["amount_paid"] > 0)

    def _subscribed(self, account: str, customer: Json, raw: Json) -> Subscribed:
        ignored = IGNORED.get(mark(raw), "")
        return sight.subscribed(
            account, raw, sight.method(raw, customer), self._plan(account, raw), ignored
        )

    def _plan(self, account: str, raw: Json) -> str:
        """Call it what people call it: the price's nickname, or its product's name."""
        prices = [item["price"] for item in raw["items"]["data"]]
        names = (str(p.get("nickname") or self._product(account, p["product"])) for p in prices)
        return " + ".join(dict.fromkeys(names))

    def _product(self, account: str, product: str) -> str:
        if (account, product) not in self._products:
            raw = self.stripe.get(account, f"products/{product}") or {}
            self._products[account, product] = str(raw.get("name") or product)
        return self._products[account, product]

    def _owed(self, account: str, customer: Json, held: dict[str, Json], raw: Json) -> Owed:
        subscription = sight.subscription_of(raw)
        ways = sight.method(raw, held.get(subscription, {}), customer)
        failure = self._failure(account, raw) if sight.was_tried(raw) else None
        return sight.owed(account, raw, ways, failure)

    def _failure(self, account: str, raw: Json) -> Failure | None:
        """Read the last attempt: the charge, or the payment that waits for its customer, for which
        there is none."""
        expand = ["payments.data.payment.payment_intent"]
        whole = self.stripe.get(account, f"invoices/{raw['id']}", {"expand": expand}) or {}
        intent = sight.intent_of(whole)
        if intent is None:
            return None
        if intent["status"] == sight.WAITS_FOR_CUSTOMER:
            return sight.waiting(intent)
        charge = intent.get("latest_charge")
        tried = self.stripe.get(account, f"charges/{charge}") if charge else None
        return None if tried is None else sight.failed(tried)
