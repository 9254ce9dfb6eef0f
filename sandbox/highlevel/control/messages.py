"""What the control API can be told."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sandbox.ground.asking import Object
from sandbox.ground.control import Said
from sandbox.highlevel.core.records import Channel
from sandbox.highlevel.core.sales import Source

type Text = Annotated[str, Field(min_length=1)]
type Amount = Annotated[Decimal, Field(gt=0)]
"""Major units; a JSON number or text."""


class NewLocation(Said):
    """Open a sub-account."""

    name: Text
    timezone: str = "Europe/Warsaw"
    country: str = "PL"
    company: str | None = None


class LocationSettings(Said):
    """Change a location's settings; what is not named stays."""

    allow_duplicates: bool | None = None
    matched_by: list[Literal["email", "phone"]] | None = None
    active: bool | None = None


class NewPit(Said):
    """Create a private integration; no scopes: every permission."""

    token: Text
    location: Text
    scopes: list[str] | None = None


class NewApp(Said):
    """Register an app of the marketplace; no events: every one there is."""

    client_id: Text
    client_secret: Text
    scopes: list[str]
    webhook_url: str = ""
    events: Annotated[list[str], Field(default_factory=list)]


class Installation(Said):
    """Install an app, or take it away: in a location, or for its whole agency."""

    client_id: Text
    location: str | None = None
    company: str | None = None


class NewWorkflow(Said):
    """Make a workflow."""

    location: Text
    name: Text
    draft: bool = False
    re_entry: bool = False


class NewField(Said):
    """Add a custom field."""

    location: Text
    name: Text
    kind: str = "TEXT"


class Edit(Said):
    """What staff write on a contact: the API's words for it (``PUT /contacts/{id}``)."""

    changes: Object


class NewPerson(Edit):
    """Add a contact, as staff or a form would."""

    location: Text


class Merge(Said):
    """Merge another contact into this one, as staff do."""

    other: Text


class Closing(Said):
    """Close a channel, as staff (``active``) or the person (``permanent``) does, or open it."""

    channel: Channel
    status: Literal["active", "inactive", "permanent"]


class Answer(Said):
    """An SMS the contact wrote; STOP closes the channel."""

    text: Text


class Purchase(Said):
    """Buy something at a location's checkout, with or without a subscription."""

    contact: Text
    amount: Amount
    currency: str = "USD"
    items: Annotated[list[str], Field(default_factory=lambda: ["A product"])]
    source: Annotated[Source, Field(default_factory=Source)]
    live: bool = True
    status: Literal["succeeded", "failed", "pending", "none"] = "succeeded"
    """How the payment ended; none: there was none."""
    charge: str = ""
    provider: str = "stripe"
    subscription: str = ""
    """The provider's id, if it begins one."""
    subscription_status: str = "active"


class Renewal(Said):
    """Charge a subscription once more."""

    status: Literal["succeeded", "failed", "pending"] = "succeeded"
    charge: str = ""


class Standing(Said):
    """Change a status."""

    status: Text


class Refund(Said):
    """Give money back; no amount: all that is left."""

    amount: Amount | None = None
