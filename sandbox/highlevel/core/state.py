"""The whole of it: what a snapshot holds."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

from sandbox.ground.clockwork import Seconds
from sandbox.ground.outage import Outage
from sandbox.highlevel.core.keys import App, Code, Install, Pit, Token
from sandbox.highlevel.core.records import (
    Contact,
    Conversation,
    CustomField,
    Enrolment,
    Location,
    Message,
    Note,
    Task,
    Workflow,
)
from sandbox.highlevel.core.sales import Invoice, Order, Subscription, Transaction

DAY = 86_400


@checked(slots=True, config=ConfigDict(extra="forbid"))
class Settings:
    """What HighLevel leaves open, to be tried both ways; the defaults are our guesses [U] where
    nothing else is said."""

    access_lifetime: Annotated[int, Field(ge=1)] = 86_399
    """Seconds [S: the example of ``expires_in``]."""
    refresh_lifetime: Annotated[int, Field(ge=1)] = 365 * DAY
    """ "Valid for a year unless they are used" [D]."""
    refresh_ends_access: bool = False
    """Whether the old access token dies when its refresh token is exchanged."""
    missing: Literal[400, 404] = 400
    """The status for something that is not there."""
    dnd: Literal["refused", "dropped"] = "refused"
    """Whether a message to a closed channel is refused with 400 [T], or taken and never sent."""
    status_required: bool = False
    """Whether a message must say ``status``, as its schema has it [S]."""
    all_means_required: bool = False
    """Whether a recorded payment needs card, cheque and notes at once, as its schema has it [S]."""
    search_lag: Annotated[int, Field(ge=0)] = 0
    """For how many seconds of the clock ``/contacts/search`` does not know a new contact."""


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
    locations: dict[str, Location] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    pits: dict[str, Pit] = field(default_factory=dict)
    installs: list[Install] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    fields: dict[str, CustomField] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    enrolments: list[Enrolment] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
