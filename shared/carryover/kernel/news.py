"""Facts that show no object as a whole: money that moved, and what a feature of ours announces."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from carryover.kernel.identity import AccountAlias, Kind, ObjectRef
from carryover.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class MoneyRef:
    """A charge, a refund or a dispute of an account, or what is charged."""

    account: str
    id: str

    def __str__(self) -> str:
        return f"{self.id} of {self.account}"


class MoneyReturned(Message):
    """Money of a charge went back to who paid it, or came back to us after all: a refund was made,
    changed or failed, a dispute was opened, decided or moved money. A reason to look at the charge:
    what is true of it now may be more than this says."""

    fact: Literal["money_returned"] = "money_returned"
    account: AccountAlias
    evidence: str
    kind: Literal["refund", "dispute"]
    object: Literal["charge", "refund", "dispute"]
    """What ``id`` names."""
    id: str
    charge: str | None = None
    """``None`` where the news came without it (a thin event): the object has to be read."""
    payment: str | None = None
    """Its PaymentIntent."""
    amount: int | None = Field(default=None, ge=0)
    """Minor units of ``currency``: of a charge all its refunds together, else this one."""
    currency: str | None = None
    status: str | None = None
    """In Stripe's words: of a refund ``pending``, ``succeeded``, ``failed`` …, of a dispute
    ``needs_response``, ``won``, ``lost`` …"""
    whole: bool | None = None
    """Whether nothing of the charge is left; ``None``: this does not say."""

    @property
    def ref(self) -> MoneyRef:
        """Name what it is about."""
        return MoneyRef(self.account, self.id)


class CardChanged(Message):
    """A way to pay that may be charged already is another one than before: its network renewed it,
    or somebody corrected its expiry. A reason to look at whoever pays with it."""

    fact: Literal["card_changed"] = "card_changed"
    account: AccountAlias
    evidence: str
    id: str
    """``pm_…``, or a legacy ``card_…``."""
    customer: str | None = None
    """``None`` where it is nobody's (any more), or where the news came without it."""

    @property
    def ref(self) -> MoneyRef:
        """Name what it is about."""
        return MoneyRef(self.account, self.id)


class AccessCancelled(Message):
    """A member left, and the one subscription that was meant ends (KAJ-2): told by ``access`` once
    Stripe shows the end, for whoever follows members: CRM, dunning, reports."""

    fact: Literal["access_cancelled"] = "access_cancelled"
    account: AccountAlias
    evidence: str
    """The wish by its meaning and how often it was carried out: the same one counts once."""
    subscription: str
    customer: str
    site: AccountAlias | None = None
    """Where they left; ``None``: a person ended it here."""
    ends: Literal["now", "period_end"]
    by: Literal["member", "person"]

    @property
    def ref(self) -> ObjectRef:
        """Name the subscription."""
        return ObjectRef(self.account, Kind.SUBSCRIPTION, self.subscription)
