"""Collecting invoices at Stripe (``dunning.facts.Collection``).

A look is the expanded invoice, its customer's own card where it has none, and a list of charges;
only a disputed charge costs another request. Stripe numbers nobody's attempts, so an attempt's name
is its idempotency key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from carryover.adapters.stripe import collection_sight as sight
from carryover.adapters.stripe.ending import Ending, said_no
from carryover.dunning.facts import (
    Answer,
    Declined,
    Failing,
    NotTried,
    OnItsWay,
    Refused,
    Sight,
    Taken,
)
from carryover.dunning.model import EndName
from carryover.dunning.world import Card, World
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.ports import stripe_api
from carryover.ports.stripe_api import Json, StripeApi

PAGE: Final = 100
"""Objects per page, the most Stripe gives (docs.stripe.com/api/pagination)."""

ASKED_THE_BANK: Final = 402
"""Stripe's status of a payment that failed (docs.stripe.com/api/errors)."""

OPEN_DISPUTES: Final = frozenset(
    {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}
)
"""docs.stripe.com/api/disputes/object#dispute_object-status; ``lost`` counts while it is fresh."""

NOT_OPEN: Final = frozenset({"invoice_not_editable", "invoice_already_paid", "invoice_not_payable"})

LEGACY: Final = ("card_", "src_", "ba_")
"""How ids begin of what ``pay`` takes as ``source`` (docs.stripe.com/api/invoices/pay)."""


@dataclass(frozen=True, slots=True)
class StripeCollection:
    """Looks at Stripe, charges there, and ends there what cannot be collected."""

    stripe: StripeApi

    def look(self, account: str, invoice: str, *, since: Seconds) -> Sight | None:
        """Read the invoice, then the charges of its customer since the earlier of ``since`` and
        its own beginning."""
        asked = {"expand": list(sight.EXPAND)}
        raw = self.stripe.get(account, f"invoices/{invoice}", asked)
        if raw is None or raw.get("deleted"):
            return None
        papers = sight.papers(raw)
        charges = self._charges(account, papers.customer, min(since, raw["created"]))
        world = World(
            invoice=sight.invoice(raw),
            subscription=sight.subscription(raw),
            card=sight.card(raw) or self._card_of(account, papers.customer),
            attempts=sight.attempts(raw, charges),
            disputed=self._disputed(account, charges, raw["created"]),
            person=sight.person(raw),
        )
        return Sight(self.stripe.now(account), world, papers)

    def failing(self, account: str, since: Seconds, after: str | None) -> Failing:
        """Read one page of open invoices, the newest first; few of them failed."""
        asked = {"status": "open", "collection_method": "charge_automatically", "limit": PAGE}
        place = {"starting_after": after} if after else {}
        listed = self.stripe.get(account, "invoices", {**asked, **place, "created": {"gte": since}})
        if listed is None:
            raise NeedsReview(f"invoices of {account}", "The last one of a page has vanished.")
        found = listed["data"]
        tried = tuple(each["id"] for each in found if each.get("attempted"))
        return Failing(tried, found[-1]["id"] if listed["has_more"] else None)

    def payer(self, account: str, kind: Literal["charge", "refund", "dispute"], name: str) -> str:
        """Read it; a refund and a dispute name the charge, which names the customer."""
        expand = {} if kind == "charge" else {"expand": ["charge"]}
        raw = self.stripe.get(account, f"{kind}s/{name}", expand) or {}
        charge = raw if kind == "charge" else raw.get("charge") or {}
        return str(charge.get("customer") or "")

    def pay(self, account: str, invoice: str, method: str, *, key: str) -> Answer:
        """POST …/pay, off-session, which is Stripe's default: the customer is not there. A decline
        is answered from memory when the key comes again, as a success is."""
        way = "source" if method.startswith(LEGACY) else "payment_method"
        said = {way: method, "off_session": True}
        answer = self.stripe.post(account, f"invoices/{invoice}/pay", said, key=key)
        if not isinstance(answer, stripe_api.Refused):
            return Taken() if answer["status"] == "paid" else OnItsWay()
        if answer.status == ASKED_THE_BANK:
            return Declined(answer.code)
        return NotTried(answer.code, answer.message)

    def end(
        self, account: str, subscription: str, what: EndName, *, price: str | None, key: str
    ) -> Refused | None:
        """End it as ``Ending`` does."""
        return Ending(self.stripe, account, subscription).end(what, price=price, key=key)

    def restore(self, account: str, subscription: str, *, key: str) -> Refused | None:
        """Undo it as ``Ending`` does."""
        return Ending(self.stripe, account, subscription).restore(key=key)

    def settle(
        self, account: str, invoice: str, how: Literal["leave_open", "void", "uncollectible"]
    ) -> Refused | None:
        """Void it, write it off, or have Stripe stop collecting it by itself. Each is refused for
        what is no longer open, which is then settled."""
        path, said = self._settling(invoice, how)
        answer = self.stripe.post(account, path, said, key=f"dunning-settle:{invoice}:{how}")
        if isinstance(answer, stripe_api.Refused) and answer.code in NOT_OPEN:
            return None
        return said_no(answer)

    def _settling(self, invoice: str, how: str) -> tuple[str, Mapping[str, object]]:
        match how:
            case "void":
                return f"invoices/{invoice}/void", {}
            case "uncollectible":
                return f"invoices/{invoice}/mark_uncollectible", {}
            case _:
                return f"invoices/{invoice}", {"auto_advance": False}

    def _card_of(self, account: str, customer: str) -> Card | None:
        """Ask for the customer's own default, where neither invoice nor subscription has one."""
        if not customer:
            return None
        asked = {"expand": list(sight.OF_CUSTOMER)}
        raw = self.stripe.get(account, f"customers/{customer}", asked)
        return None if raw is None else sight.card_of(raw)

    def _charges(self, account: str, customer: str, since: Seconds) -> Sequence[Json]:
        if not customer:
            return ()
        asked = {"customer": customer, "created": {"gte": since}}
        return [each for page in self.stripe.pages(account, "charges", asked) for each in page]

    def _disputed(self, account: str, charges: Sequence[Json], since: Seconds) -> frozenset[str]:
        return frozenset(
            dispute["id"]
            for charge in charges
            if charge.get("disputed")
            for dispute in self._disputes(account, charge["id"])
            if dispute["status"] in OPEN_DISPUTES
            or (dispute["status"] == "lost" and dispute["created"] >= since)
        )

    def _disputes(self, account: str, charge: str) -> Iterator[Json]:
        for page in self.stripe.pages(account, "disputes", {"charge": charge}):
            yield from page
