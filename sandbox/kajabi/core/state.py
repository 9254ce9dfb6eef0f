"""The whole of it: what a snapshot holds."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

from sandbox.ground.clockwork import Seconds
from sandbox.ground.outage import Outage
from sandbox.kajabi.core.records import (
    Access,
    Automation,
    Contact,
    DashboardWebhook,
    Email,
    Hook,
    InboundEntry,
    Key,
    Offer,
    Product,
    Site,
    Tag,
    Token,
    Transaction,
)

DAY = 86_400

type Positive = Annotated[int, Field(ge=1)]


@checked(slots=True, config=ConfigDict(extra="forbid"))
class Settings:
    """What Kajabi does not document, to be tried both ways; all defaults are inferred."""

    token_lifetime: Positive = 7_200
    """Seconds; ``expires_in`` is documented, its value is not."""
    refresh_lifetime: Positive = 14 * DAY
    grants_are_purchases: bool = False
    """Whether a grant is listed under /v1/purchases too."""
    repeated_grant: Literal[200, 422] = 200
    """The answer to a grant of what is granted already; the letter is sent again with 200."""
    inbound_refusal: Literal[200, 400, 422] = 422
    """The status under which an inbound URL tells its error texts."""


@dataclass(slots=True)
class State:
    """Plain data; kept by id, in the order of creation."""

    seed: int
    start: Seconds
    clock: Seconds
    settings: Settings = field(default_factory=Settings)
    outage: Outage | None = None
    taken: dict[str, int] = field(default_factory=dict)
    """How many ids of each kind were given out."""
    sites: dict[str, Site] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    accesses: dict[str, Access] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    dashboard_webhooks: dict[str, DashboardWebhook] = field(default_factory=dict)
    automations: dict[str, Automation] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    emails: list[Email] = field(default_factory=list)
    inbound_log: list[InboundEntry] = field(default_factory=list)
