"""Everything this Kajabi knows, as plain data: a snapshot is these records and nothing else.

All instants are whole seconds since 1970 by the sandbox's clock; all amounts are minor units.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.ground.clockwork import Seconds


@dataclass(slots=True)
class Site:
    """A school; contacts, offers and tags belong to one."""

    id: str
    title: str
    subdomain: str
    created_at: Seconds


@dataclass(slots=True)
class Product:
    """What an offer gives access to."""

    id: str
    site: str
    title: str
    created_at: Seconds


@dataclass(slots=True)
class Offer:
    """What can be bought or granted; made in the dashboard only."""

    id: str
    site: str
    title: str
    token: str
    """Part of the public checkout address."""
    secret: str
    """Part of the two inbound URLs: whoever knows it may grant the offer."""
    currency: str
    price: int
    interval: str | None
    """month or year: a subscription; None: paid once, or free."""
    trial_days: int
    products: list[str]
    created_at: Seconds

    @property
    def payment_type(self) -> str:
        """Name the kind as the API does: the spec's examples show these three."""
        if self.interval:
            return "subscription"
        return "single" if self.price else "free"


@dataclass(slots=True)
class Tag:
    """A label for contacts; the API can attach it but not make it."""

    id: str
    site: str
    name: str


@dataclass(slots=True)
class Contact:
    """A person of a site; also the customer, once there was an offer."""

    id: str
    site: str
    name: str
    email: str
    details: dict[str, str | None]
    """Address, telephone, custom fields."""
    subscribed: bool
    created_at: Seconds
    updated_at: Seconds
    external_user_id: str | None = None
    customer: str | None = None
    customer_since: Seconds = 0
    revenue: int = 0
    tags: list[str] = field(default_factory=list)
    accesses: list[str] = field(default_factory=list)
    """Purchases and grants, oldest first, ended ones included."""


class Origin(StrEnum):
    """How somebody came to an offer: "Granting an Offer is similar, but not the same as, a Free
    Offer purchase" (help.kajabi.com/en/articles/12696170-understanding-automation-components)."""

    PURCHASE = "purchase"
    GRANT = "grant"


@dataclass(slots=True)
class Recurring:
    """Money that Kajabi itself collects again and again, until it is cancelled."""

    interval: str
    anchor: Seconds
    """The first charge; every other one is whole intervals later."""
    charged: int
    amount: int
    cancelled_at: Seconds | None = None


@dataclass(slots=True)
class Access:
    """One contact's hold on one offer."""

    id: str
    contact: str
    offer: str
    origin: Origin
    amount: int
    currency: str
    created_at: Seconds
    updated_at: Seconds
    trial_end_at: Seconds | None = None
    deactivated_at: Seconds | None = None
    reason: str | None = None
    recurring: Recurring | None = None
    transactions: list[str] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """Tell whether the member can get in."""
        return self.deactivated_at is None

    @property
    def billed(self) -> bool:
        """Tell whether Kajabi goes on charging, whatever became of the access."""
        return self.recurring is not None and self.recurring.cancelled_at is None


@dataclass(slots=True)
class Transaction:
    """Money that moved, or was asked back."""

    id: str
    contact: str
    accesses: list[str]
    action: str
    amount: int
    currency: str
    created_at: Seconds


@dataclass(slots=True)
class Hook:
    """Where the API was told to send an event; there is no secret to it."""

    id: str
    site: str
    event: str
    url: str
    resource: str | None
    created_at: Seconds


@dataclass(slots=True)
class DashboardWebhook:
    """Where the dashboard was told to send an event."""

    id: str
    site: str
    event: str
    url: str
    nested: bool
    """Whether offer and member are objects of their own, as some accounts show it."""


@dataclass(slots=True)
class Automation:
    """When this happens to that, then do this with that."""

    id: str
    site: str
    when: str
    subject: str | None
    """The offer, tag or form it is about; None: any."""
    then: str
    target: str
    """The tag or offer it is done with."""


@dataclass(slots=True)
class Key:
    """An API key: bound to a user and to permissions."""

    client_id: str
    secret: str
    scopes: list[str] | None
    """None: an owner's key, which may do everything."""


@dataclass(slots=True)
class Token:
    """What a client shows instead of its key, for a while."""

    access: str
    refresh: str
    client_id: str
    expires_at: Seconds
    refresh_until: Seconds


@dataclass(slots=True)
class Email:
    """A letter in somebody's mailbox."""

    to: str
    kind: str
    offer: str
    at: Seconds


@dataclass(slots=True)
class InboundEntry:
    """A line of the log that the dashboard shows under an offer's webhooks."""

    offer: str
    verb: str
    email: str
    external_user_id: str
    result: str
    at: Seconds
