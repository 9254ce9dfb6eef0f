"""What happened, in our words: the only thing mills ever hear about a provider.

A *state* is what we keep of a Stripe object: the fields that money, access and the CRM depend on,
in one shape whatever API version they arrived in. A *fact* is evidence about it. Amounts are
integers in the minor unit of ``currency``; moments are whole UTC seconds as Stripe counts them.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.identity import AccountAlias, Kind, ObjectRef
from carryover.kernel.messages import Message
from carryover.kernel.news import AccessCancelled, CardChanged, MoneyReturned


class CustomerState(Message):
    """Who pays."""

    object: Literal[Kind.CUSTOMER] = Kind.CUSTOMER
    id: str
    created: Seconds
    livemode: bool
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    currency: str | None = None
    balance: int = 0
    """What the next invoice adds (positive: they owe) or takes off (negative: credit), minor
    units."""
    delinquent: bool = False
    default_payment_method: str | None = None
    """``invoice_settings.default_payment_method``: wins over ``default_source``."""
    default_source: str | None = None
    """Legacy card or source that is charged when there is no default payment method."""
    tax_exempt: str | None = None
    preferred_locales: tuple[str, ...] = ()
    metadata: dict[str, str] = Field(default_factory=dict)
    deleted: bool = False

    @property
    def customer(self) -> str:
        """A customer belongs to itself, so that one question finds everything of a person."""
        return self.id


class SubscriptionItem(Message):
    """One price in a subscription, with the period it is paid for."""

    id: str
    price: str
    product: str | None
    quantity: int | None
    """``None`` for metered prices."""
    currency: str
    unit_amount: str | None
    """Minor units with up to 12 decimals, as Stripe's ``unit_amount_decimal``; ``None`` for
    tiers."""
    interval: str
    interval_count: int
    current_period_start: Seconds
    current_period_end: Seconds


class PauseCollection(Message):
    """Invoices are made but not collected."""

    behavior: str
    resumes_at: Seconds | None = None


class SubscriptionState(Message):
    """What is billed, when, how, and until when."""

    object: Literal[Kind.SUBSCRIPTION] = Kind.SUBSCRIPTION
    id: str
    created: Seconds
    livemode: bool
    customer: str
    status: str
    currency: str
    items: tuple[SubscriptionItem, ...]
    collection_method: str
    billing_cycle_anchor: Seconds
    start_date: Seconds | None = None
    cancel_at: Seconds | None = None
    cancel_at_period_end: bool = False
    canceled_at: Seconds | None = None
    ended_at: Seconds | None = None
    trial_start: Seconds | None = None
    trial_end: Seconds | None = None
    days_until_due: int | None = None
    default_payment_method: str | None = None
    default_source: str | None = None
    discounts: tuple[str, ...] = ()
    """Ids of the discounts that apply."""
    pause_collection: PauseCollection | None = None
    schedule: str | None = None
    latest_invoice: str | None = None
    application: str | None = None
    """The Connect application that owns it; only that application may change it."""
    metadata: dict[str, str] = Field(default_factory=dict)
    deleted: Literal[False] = False
    """A subscription never disappears: it ends as ``canceled`` or ``incomplete_expired``."""

    @property
    def current_period_end(self) -> Seconds:
        """When the next renewal is due: the first boundary any item reaches."""
        return min(item.current_period_end for item in self.items)


class InvoiceState(Message):
    """What was asked for, and what came of it. All amounts in minor units of ``currency``."""

    object: Literal[Kind.INVOICE] = Kind.INVOICE
    id: str
    created: Seconds
    livemode: bool
    customer: str
    status: str
    currency: str
    subscription: str | None = None
    number: str | None = None
    billing_reason: str | None = None
    collection_method: str | None = None
    subtotal: int
    total: int
    amount_due: int
    amount_paid: int
    amount_remaining: int
    attempt_count: int = 0
    attempted: bool = False
    auto_advance: bool = False
    next_payment_attempt: Seconds | None = None
    due_date: Seconds | None = None
    period_start: Seconds
    period_end: Seconds
    finalized_at: Seconds | None = None
    paid_at: Seconds | None = None
    voided_at: Seconds | None = None
    marked_uncollectible_at: Seconds | None = None
    default_payment_method: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    deleted: bool = False
    """Only drafts can be deleted."""


type State = CustomerState | SubscriptionState | InvoiceState


class StateSeen(Message):
    """Somebody saw an object in this state at about this time: an event's snapshot, or a read."""

    fact: Literal["state_seen"] = "state_seen"
    account: AccountAlias
    evidence: str
    """The event's id, or ``read:`` and the request's id; the same evidence counts once."""
    earliest: Seconds
    """The state was true no earlier than this second …"""
    latest: Seconds
    """… and no later. An event's snapshot has both equal; a read may straddle a few seconds."""
    birth: bool = False
    """The object began with this state, so nothing comes before it."""
    state: Annotated[State, Field(discriminator="object")]
    before: Annotated[State, Field(discriminator="object")] | None = None
    """The state just before, where the event says so (``previous_attributes``)."""

    @property
    def ref(self) -> ObjectRef:
        """Name the object this is about."""
        return ObjectRef(self.account, self.state.object, self.state.id)

    @property
    def was_read(self) -> bool:
        """Tell a look at Stripe from an event."""
        return self.evidence.startswith("read:")


class ObjectTouched(Message):
    """Something happened to an object, but the news came without its state (a thin event): look."""

    fact: Literal["object_touched"] = "object_touched"
    account: AccountAlias
    evidence: str
    kind: Kind
    id: str

    @property
    def ref(self) -> ObjectRef:
        """Name the object this is about."""
        return ObjectRef(self.account, self.kind, self.id)


@dataclass(frozen=True, slots=True)
class MemberRef:
    """What a hint is about, as the sender names it."""

    site: str
    id: str

    def __str__(self) -> str:
        return f"{self.id} of {self.site}"


class MemberHinted(Message):
    """Somebody says that something about a member's access changed. The sender signs nothing, so
    this is a reason to look and never a reason to act (KAJ-3)."""

    fact: Literal["member_hinted"] = "member_hinted"
    account: AccountAlias
    """The site's alias."""
    evidence: str
    event: str
    """In the sender's words: ``tag_added``, ``tag_removed``, ``purchase``; what we found ourselves
    is ``deactivated``, ``revoked``, ``refund`` or ``dispute``."""
    contact: str | None = None
    """The site's id of the person …"""
    email: str | None = None
    """… and the address the hint names; both have to be theirs, or the hint is none."""
    purchase: str | None = None
    tag: str | None = None
    """Id of the tag the hint is about."""
    offer: str | None = None
    """Id of the offer that is no longer theirs."""
    since: Seconds | None = None
    """When it had not happened yet, as far as we looked; ``None``: as new as the message."""

    @property
    def ref(self) -> MemberRef:
        """Name what it is about."""
        return MemberRef(self.account, self.purchase or self.contact or "nobody")


type Fact = Annotated[
    StateSeen
    | ObjectTouched
    | MemberHinted
    | MoneyReturned
    | CardChanged
    | AccessCancelled
    | CrmTouched,
    Field(discriminator="fact"),
]
