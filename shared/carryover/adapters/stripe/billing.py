"""Subscriptions as access sees them (``access.store.Billing``), read from Stripe's own objects.

Marks: the migration writes ``carryover:{run}`` into the comment of a source it stopped, and
``carryover_source`` into a target's metadata (``migration.planning.params``); an end of access'
own bears ``carryover-access:`` in the comment, which is neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from carryover.access.model import Billed, Mark
from carryover.access.policy import OVER, same_address
from carryover.access.store import Refused
from carryover.adapters.stripe.payments import StripePayments
from carryover.ports import stripe_api
from carryover.ports.stripe_api import Json

SOURCE: Final = "carryover_source"
DUNNED: Final = "carryover_dunning"
"""Dunning's mark (``ending``): Stripe itself cannot be told that a subscription is ``unpaid``."""
MOVED: Final = "carryover:"
OURS: Final = "carryover-access:"


@dataclass(frozen=True, slots=True)
class StripeBilling(StripePayments):
    """Looks at Stripe, and ends subscriptions there."""

    def subscription(self, account: str, name: str) -> Billed | None:
        """Read it with its customer, whose address is the verified one."""
        raw = self.stripe.get(account, f"subscriptions/{name}", {"expand": ["customer"]})
        return None if raw is None else _billed(account, raw, raw["customer"])

    def of_email(self, account: str, email: str) -> Sequence[Billed]:
        """Ask twice: the list filters by exact case and is up to date, the search has no regard to
        case and is a minute late (docs.stripe.com/api/customers/list, docs.stripe.com/search)."""
        found = {each["id"]: each for each in self._customers(account, email)}
        return [
            _billed(account, raw, customer)
            for customer in found.values()
            if same_address(str(customer.get("email") or ""), email)
            for raw in self._subscriptions(account, customer["id"])
        ]

    def listed(self, account: str, after: str | None) -> tuple[Sequence[Billed], str | None]:
        """Expand the customers, so that a hundred of both are one request."""
        place = {} if after is None else {"starting_after": after}
        asked = {"status": "all", "limit": 100, "expand": ["data.customer"], **place}
        found = self.stripe.get(account, "subscriptions", asked) or {"data": (), "has_more": False}
        some = [_billed(account, raw, raw["customer"]) for raw in found["data"]]
        return some, some[-1].id if found["has_more"] else None

    def end(self, one: Billed, *, at_once: bool, request: str) -> Refused | None:
        """DELETE ends now, without a last invoice and without credit; an update ends later. Keys
        stand in Stripe's logs, so who is meant is a digest; and one key
        is for one kind of request, though the owner's rule may change between two attempts."""
        path = f"subscriptions/{one.id}"
        key = f"carryover-access:{_digest(request)}:{one.id}"
        mark = {"cancellation_details": {"comment": f"{OURS}{_digest(request)} {_said(request)}"}}
        if at_once:
            said = {**mark, "invoice_now": False, "prorate": False}
            answer = self.stripe.delete(one.account, path, said, key=f"{key}:now")
        else:
            said = {**mark, "cancel_at_period_end": True, "proration_behavior": "none"}
            answer = self.stripe.post(one.account, path, said, key=key)
        return Refused(answer.message) if isinstance(answer, stripe_api.Refused) else None

    def _customers(self, account: str, email: str) -> Iterator[Json]:
        for page in self.stripe.pages(account, "customers", {"email": email}):
            yield from page
        quoted = email.replace("\\", "\\\\").replace('"', '\\"')
        asked = {"query": f'email:"{quoted}"', "limit": 100}
        found = self.stripe.get(account, "customers/search", asked)
        yield from (found or {}).get("data", ())

    def _subscriptions(self, account: str, customer: str) -> Iterator[Json]:
        asked = {"customer": customer, "status": "all"}
        for page in self.stripe.pages(account, "subscriptions", asked):
            yield from page


def _billed(account: str, raw: Json, customer: Json) -> Billed:
    items = raw["items"]["data"]
    plans = [name for item in items for name in (item["price"]["id"], item["price"]["product"])]
    metadata = raw.get("metadata") or {}
    return Billed(
        account=account,
        id=raw["id"],
        customer=customer["id"],
        email=str(customer.get("email") or ""),
        name=str(customer.get("name") or ""),
        plans=tuple(dict.fromkeys(plans)),
        status=_status(raw),
        created=raw["created"],
        ends=bool(raw["cancel_at_period_end"]) or raw.get("cancel_at") is not None,
        mark=mark(raw),
        begun=max((item["current_period_start"] for item in items), default=None),
        source=metadata.get(SOURCE),
    )


def _status(raw: Json) -> str:
    """Read it; dunning's mark counts while the collection it paused is paused."""
    held = raw.get("pause_collection") is not None and raw["status"] not in OVER
    dunned = held and (raw.get("metadata") or {}).get(DUNNED) == "unpaid"
    return "unpaid" if dunned else str(raw["status"])


def mark(raw: Json) -> Mark:
    """Say whose doing an end is. A target is armed while it is to end itself before its first
    charge: before that nothing was ever paid, so its member's access comes from the source. One
    that was taken back bears the migration's comment like a stopped source does, and never billed:
    nobody pays elsewhere for it, its source pays again."""
    comment = str((raw.get("cancellation_details") or {}).get("comment") or "")
    inert = SOURCE in (raw.get("metadata") or {}) and raw.get("latest_invoice") is None
    if comment.startswith(OURS):
        return Mark.OURS
    if comment.startswith(MOVED) and not inert:
        return Mark.MOVED
    ends = bool(raw["cancel_at_period_end"]) or raw.get("cancel_at") is not None
    return Mark.ARMED if inert and ends and raw["status"] not in OVER else Mark.NONE


def _said(request: str) -> str:
    """Say to whoever reads the subscription in the dashboard why it ends."""
    where = request.partition(":")[0]
    left = "ended by hand" if where == "person" else f"the member left at {where}"
    return f"({left}; see carryover access show)"


def _digest(request: str) -> str:
    """The request's name has a contact's id in it: a digest says as little as it must."""
    return blake2b(request.encode(), digest_size=12).hexdigest()
