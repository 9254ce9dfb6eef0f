"""What the ``crm_sync`` worker is told."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from carryover.kernel.clock import Seconds
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.facts import StateSeen
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Envelope, Message, named
from carryover.kernel.news import CardChanged
from carryover.ports.highlevel_sales import Sale


class SyncContact(Message):
    """Look at one customer, and let their contacts show what is true."""

    task: Literal["crm.sync_contact"] = "crm.sync_contact"
    account: AccountAlias
    customer: str
    late: str = ""
    """Which note of "later" this settles; empty: none."""


class SyncAll(Message):
    """Look at every customer of an account (``None``: of all accounts), a page per message."""

    task: Literal["crm.walk"] = "crm.walk"
    account: AccountAlias | None = None
    after: str | None = None


class Sweep(Message):
    """Take up whoever could not be shown; the clock sends it."""

    task: Literal["crm.sweep"] = "crm.sweep"


class Poll(Message):
    """Read what was sold inside HighLevel; becomes one message per location and list."""

    task: Literal["crm.poll"] = "crm.poll"


class Reread(Message):
    """The same, further back: for refunds and ends of what was sold long ago."""

    task: Literal["crm.reread"] = "crm.reread"


class PollSales(Message):
    """Read on in one list."""

    task: Literal["crm.poll_sales"] = "crm.poll_sales"
    location: AccountAlias
    sale: Sale
    since: Seconds | None
    offset: int = 0
    started: Seconds
    """When the reading of this list began: up to then it will be complete."""


class ReadSale(Message):
    """Read one sale."""

    task: Literal["crm.read_sale"] = "crm.read_sale"
    location: AccountAlias
    sale: Sale
    id: str


type CrmMessage = Annotated[
    Annotated[StateSeen, Tag("state_seen")]
    | Annotated[CrmTouched, Tag("crm_touched")]
    | Annotated[CardChanged, Tag("card_changed")]
    | Annotated[SyncContact, Tag("crm.sync_contact")]
    | Annotated[SyncAll, Tag("crm.walk")]
    | Annotated[Sweep, Tag("crm.sweep")]
    | Annotated[Poll, Tag("crm.poll")]
    | Annotated[Reread, Tag("crm.reread")]
    | Annotated[PollSales, Tag("crm.poll_sales")]
    | Annotated[ReadSale, Tag("crm.read_sale")],
    Discriminator(named),
]


class CrmEnvelope(Envelope[Message]):
    """Any of the above, with its papers."""

    body: CrmMessage
