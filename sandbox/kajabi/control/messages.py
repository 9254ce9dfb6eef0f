"""What the control API can be told."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.ground.control import Said
from sandbox.kajabi.people.catalogue import Terms

type Text = Annotated[str, Field(min_length=1)]
type Days = Annotated[int, Field(ge=0)]


class NewSite(Said):
    """Open a site."""

    title: Text


class NewKey(Said):
    """Create an API key, or rotate its secret; no scopes: an owner's key."""

    client_id: Text
    client_secret: Text
    scopes: list[str] | None = None


class OfSite(Said):
    """Belongs to a site; with one site it need not be named."""

    site: str | None = None


class NewOffer(OfSite):
    """Make an offer; amounts in minor units."""

    title: Text
    price: Annotated[int, Field(ge=0)] = 0
    currency: str = "USD"
    interval: Literal["month", "year"] | None = None
    trial_days: Days = 0
    products: Annotated[list[str], Field(default_factory=list)]

    def terms(self) -> Terms:
        """Say what it costs."""
        return Terms(self.price, self.currency, self.interval, self.trial_days)


class NewTag(OfSite):
    """Make a tag."""

    name: Text


class NewAutomation(OfSite):
    """When ``when`` happens to ``subject`` (null: any), then do ``then`` with ``target``."""

    when: str
    subject: str | None = None
    then: str
    target: str


class NewWebhook(OfSite):
    """Set a webhook up in the dashboard."""

    event: str
    url: Text
    nested: bool = False


class Purchase(OfSite):
    """Buy an offer."""

    offer: str
    name: str = "A Member"


type Channel = Literal["automation", "subscription", "deactivation", "revocation", "refund"]


class Cancellation(OfSite):
    """Cancel, by one of the ways people have."""

    channel: Channel
    offer: str | None = None
    """Which one, where it is about an offer; needed if several are held."""
    form: str = "cancel"
    """The form a member fills in, which an automation may wait for."""
    amount: Annotated[int, Field(ge=1)] | None = None
    """How much is refunded; none: the last payment."""


class Form(OfSite):
    """Fill a form in."""

    form: Text


class Moved(OfSite):
    """Change one's e-mail address."""

    to: Text


class About(OfSite):
    """About one of a person's offers; none: the only one."""

    offer: str | None = None
