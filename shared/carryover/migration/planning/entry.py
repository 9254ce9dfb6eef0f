"""One line of a plan: what becomes of one subscription, readable by people and by the mover."""

from collections.abc import Container, Mapping
from typing import Literal

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.model import Old, Thing
from carryover.migration.planning.codes import Code
from carryover.migration.planning.params import needs
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.verdict import Blocked, Later, Movable, Reason, Stays, Verdict
from carryover.ports.stripe_api import Json

type Outcome = Literal["moves", "later", "held", "stays"]


class Entry(Message):
    """A subscription in the plan."""

    account: AccountAlias
    subscription: str
    customer: str
    outcome: Outcome
    """``later`` moves, too: its specification is what it would be now."""
    reasons: tuple[Reason, ...] = ()
    """Why it is held, stays or waits; empty for one that moves."""
    until: Seconds | None = None
    """When one that waits is looked at again."""
    spec: Spec | None = None
    status: str = ""
    """Stripe's word, as it was seen."""
    currency: str = ""
    prices: tuple[str, ...] = ()
    """What is sold, by the source's price ids: for choosing waves by plan."""
    amount: int | None = None
    """What a period costs by the price list, in minor units; ``None``: more than the list says."""
    boundary: Seconds | None = None

    @property
    def name(self) -> str:
        """Name it as everywhere: ``us/sub_123``."""
        return f"{self.account}/{self.subscription}"

    @property
    def sentence(self) -> str:
        """Say why, in one go."""
        return " ".join(reason.sentence for reason in self.reasons)


def entry(seen: Seen, verdict: Verdict, cards: Container[Old]) -> Entry:
    """Write down a verdict, unless the data copy has left out whoever pays."""
    match verdict:
        case Movable(spec):
            return mapped(_entry(seen, "moves", spec=spec), cards)
        case Later(sentence, until, code, spec):
            reasons = (Reason(code=code, sentence=sentence),)
            found = _entry(seen, "later", reasons=reasons, until=until, spec=spec)
            return mapped(found, cards)
        case Blocked(reasons):
            return _entry(seen, "held", reasons=reasons)
        case Stays(sentence, code):
            return _entry(seen, "stays", reasons=(Reason(code=code, sentence=sentence),))


def mapped(found: Entry, cards: Container[Old]) -> Entry:
    """Hold an entry whose customer or payment method has no counterpart in the target."""
    if found.spec is None:
        return found
    lacking = [old for old in needs(found.spec) if old.kind in _COPIED and old not in cards]
    if not lacking:
        return found
    reasons = tuple(_unmapped(old) for old in sorted(lacking, key=lambda old: old.kind))
    return found.model_copy(
        update={"outcome": "held", "reasons": reasons, "spec": None, "until": None}
    )


_COPIED = frozenset({Thing.CUSTOMER, Thing.PAYMENT_METHOD})


def _entry(seen: Seen, outcome: Outcome, **more: object) -> Entry:
    raw = seen.subscription
    items = _items(raw)
    spec = more.get("spec")
    return Entry.model_validate(
        {
            "account": seen.account,
            "subscription": str(raw.get("id", "")),
            "customer": _id(raw.get("customer")),
            "outcome": outcome,
            "status": str(raw.get("status", "")),
            "currency": str(raw.get("currency", "")),
            "prices": tuple(_id(item.get("price")) for item in items),
            "amount": spec.amount if isinstance(spec, Spec) else _amount(items),
            "boundary": min((_end(item) for item in items), default=0) or None,
            **more,
        }
    )


def _items(raw: Json) -> list[Json]:
    listed = raw.get("items")
    return list(listed.get("data", ())) if isinstance(listed, Mapping) else []


def _end(item: Json) -> Seconds:
    return int(item.get("current_period_end") or 0)


def _amount(items: list[Json]) -> int | None:
    """Add up what held ones cost, as far as the price list says."""
    total = 0
    for item in items:
        price = item.get("price")
        unit = price.get("unit_amount") if isinstance(price, Mapping) else None
        if unit is None:
            return None
        total += int(unit) * int(item.get("quantity") or 1)
    return total


def _id(found: object) -> str:
    return str(found.get("id", "")) if isinstance(found, Mapping) else str(found or "")


def _unmapped(old: Old) -> Reason:
    what = "customer" if old.kind is Thing.CUSTOMER else "payment method"
    return Reason(
        code=Code.NO_MAPPING,
        sentence=(
            f"Its {what} {old} is not in the card mapping: Stripe has not copied it. Ask for the "
            "copy, or for a second one if it is newer than the first, and import the mapping."
        ),
    )
