"""What the end of the road does to a subscription at Stripe, and how it is undone (DUN-4).

``unpaid`` cannot be set: Stripe gives that status only when its own retries are used up
(docs.stripe.com/billing/subscriptions/overview#subscription-statuses). What it means can: invoices
go on being made and stay drafts (``pause_collection[behavior]=keep_as_draft``); our mark in the
metadata tells access that this one no longer pays. ``pause`` forgives what comes: ``void``.

The mark is in the same write as the change, so there is no crash between them.
"""

from dataclasses import dataclass
from typing import Any, Final

from carryover.dunning.facts import Refused
from carryover.dunning.model import EndName
from carryover.ports import stripe_api
from carryover.ports.stripe_api import Json, StripeApi

MARK: Final = "carryover_dunning"
"""Metadata: which end it was."""

BEFORE: Final = "carryover_dunning_before"
"""Metadata: what a downgraded subscription had, ``price*quantity`` with commas between."""

COMMENT: Final = "carryover-dunning:"
"""How the comment of a cancellation of ours begins; ``carryover:`` would be the migration's."""

OVER: Final = frozenset({"canceled", "incomplete_expired"})

BEHAVIOUR: Final = {"unpaid": "keep_as_draft", "pause": "void"}


@dataclass(frozen=True, slots=True)
class Ending:
    """One subscription."""

    stripe: StripeApi
    account: str
    name: str

    def end(self, what: EndName, *, price: str | None, key: str) -> Refused | None:
        """Look, and write only what is not there yet."""
        held = self.stripe.get(self.account, self._path)
        if held is None or what == "nothing" or _has_come(held, what):
            return None
        if what == "cancel":
            return self._cancel(key)
        if what == "downgrade":
            return self._downgrade(held, price or "", key)
        paused = {"pause_collection": {"behavior": BEHAVIOUR[what]}, "metadata": {MARK: what}}
        return self._write(paused, key)

    def restore(self, *, key: str) -> Refused | None:
        """Undo a pause or a downgrade that bears our mark."""
        held = self.stripe.get(self.account, self._path)
        if held is None or held["status"] in OVER or not _mark(held):
            return None
        unmarked = {"metadata": {MARK: "", BEFORE: ""}}
        if _mark(held) != "downgrade":
            return self._write({**unmarked, "pause_collection": ""}, key)
        before = [_item(said) for said in held["metadata"][BEFORE].split(",")]
        return self._write({**unmarked, **_swapped(held, before)}, key)

    @property
    def _path(self) -> str:
        return f"subscriptions/{self.name}"

    def _cancel(self, key: str) -> Refused | None:
        """DELETE ends it now, without a last invoice and without credit.

        It has no idempotency key, so whoever asks again because an answer was lost (the SDK does,
        and another worker may) is told that there is no such subscription: what was wanted has
        come. A refusal is believed only of one that is not over."""
        said = {
            "cancellation_details": {"comment": f"{COMMENT}{key.rpartition(':')[2]}"},
            "invoice_now": False,
            "prorate": False,
        }
        refused = said_no(self.stripe.delete(self.account, self._path, said, key=key))
        return None if refused is None or self._is_over() else refused

    def _is_over(self) -> bool:
        held = self.stripe.get(self.account, self._path)
        return held is not None and held["status"] in OVER

    def _downgrade(self, held: Json, price: str, key: str) -> Refused | None:
        """Swap all items for the one price, without proration. Another interval, or a first charge
        now, would bill at once: that is a person's to decide."""
        wanted = self.stripe.get(self.account, f"prices/{price}")
        if wanted is None:
            return Refused(f"Stripe does not know the price {price} to fall back to.")
        if not _same_rhythm(held, wanted):
            return Refused(f"The price {price} is billed in another rhythm: it would charge now.")
        before = ",".join(f"{_price(item)}*{item.get('quantity') or 1}" for item in _items(held))
        marks = {MARK: "downgrade", BEFORE: before}
        return self._write({"metadata": marks, **_swapped(held, [{"price": price}])}, key)

    def _write(self, said: dict[str, Any], key: str) -> Refused | None:
        return said_no(self.stripe.post(self.account, self._path, said, key=key))


def said_no(answer: Json | stripe_api.Refused) -> Refused | None:
    """Keep Stripe's sentence for the person who has to decide."""
    return Refused(answer.message) if isinstance(answer, stripe_api.Refused) else None


def _has_come(held: Json, what: EndName) -> bool:
    return held["status"] in OVER or what in (_mark(held), held["status"])


def _mark(held: Json) -> str:
    return str((held.get("metadata") or {}).get(MARK) or "")


def _items(held: Json) -> list[Json]:
    found: list[Json] = held["items"]["data"]
    return found


def _price(item: Json) -> str:
    return str(item["price"]["id"])


def _item(said: str) -> dict[str, Any]:
    price, _, quantity = said.partition("*")
    return {"price": price, "quantity": int(quantity)}


def _swapped(held: Json, wanted: list[dict[str, Any]]) -> dict[str, Any]:
    gone = [{"id": item["id"], "deleted": True} for item in _items(held)]
    return {"items": [*wanted, *gone], "proration_behavior": "none"}


def _same_rhythm(held: Json, price: Json) -> bool:
    return all(_rhythm(item["price"]) == _rhythm(price) for item in _items(held))


def _rhythm(price: Json) -> tuple[object, object]:
    recurring = price.get("recurring") or {}
    return recurring.get("interval"), recurring.get("interval_count")
