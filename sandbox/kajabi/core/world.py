"""One Kajabi under one movable clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.ground.clockwork import Seconds, digest, spelled, thrown
from sandbox.kajabi.core.errors import Refused, bad_request, not_found
from sandbox.kajabi.core.records import Access, Contact, Key, Offer, Site, Tag
from sandbox.kajabi.core.state import State

DEEPEST = 20
"""How many automations may set off one another before we call it a circle."""


class What(StrEnum):
    """What can happen to a contact: the triggers of Kajabi's automations that we play
    (help.kajabi.com/en/articles/12696170-understanding-automation-components)."""

    OFFER_PURCHASED = "offer_purchased"
    OFFER_GRANTED = "offer_granted"
    PAYMENT_SUCCEEDED = "payment_succeeded"
    RECURRING_CANCELLED = "recurring_cancelled"
    """ "Recurring payments cancelation initiated/completed"."""
    FORM_SUBMITTED = "form_submitted"
    TAG_ADDED = "tag_added"
    TAG_REMOVED = "tag_removed"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened; automations and webhooks hear of it."""

    what: What
    contact: Contact
    subject: str
    """The offer, tag or form it is about."""
    access: Access | None = None
    transaction: str | None = None


type Listener = Callable[["World", Happening], None]
type Due = Callable[["World", Seconds], None]


class World:
    """Time stands still until someone moves it; nothing in here reads the machine's clock."""

    def __init__(self, seed: int = 1, start: Seconds = 1_735_689_600) -> None:
        self.state = State(seed, start, start)
        self.listeners: list[Listener] = []
        self.work: list[Due] = []
        """What falls due while time passes: each is told how far to go."""
        self.by_email: dict[tuple[str, str], str] = {}
        """Contacts by site and small-lettered e-mail; the same person whatever the case."""
        self._depth = 0

    @property
    def now(self) -> Seconds:
        """Tell the time."""
        return self.state.clock

    def number(self, kind: str) -> str:
        """Give out the next id of a kind: digits, as Kajabi's are."""
        count = self.state.taken[kind] = self.state.taken.get(kind, 0) + 1
        first = 1_000_000_000 + 1_000_000 * (digest(self.state.seed, kind)[0] + 256)
        return str(first + count)

    def token(self, length: int, *parts: object) -> str:
        """Spell a secret: the same for the same seed and parts."""
        return spelled(self.state.seed, length, *parts)

    def chance(self, *parts: object) -> float:
        """Throw a die in [0, 1) that falls the same way for the same parts."""
        return thrown(self.state.seed, *parts)

    def tell(self, happening: Happening) -> None:
        """Tell everybody; what they do in turn is told as well."""
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise bad_request("The automations of this site set off each other in a circle.")
            for listener in self.listeners:
                listener(self, happening)
        finally:
            self._depth -= 1

    def advance(self, to: Seconds) -> None:
        """Move time forward; what falls due happens at its own instant."""
        if to < self.now:
            raise bad_request(f"The clock stands at {self.now}; it never goes back to {to}.")
        for due in self.work:
            due(self, to)
        self.state.clock = to

    def become(self, state: State) -> None:
        """Take over another state; whoever listened goes on listening."""
        self.state = state
        kept = state.contacts.values()
        self.by_email = {(each.site, each.email.lower()): each.id for each in kept}

    def open_site(self, title: str) -> Site:
        """Open a site."""
        subdomain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        site = Site(self.number("sites"), title, subdomain, self.now)
        self.state.sites[site.id] = site
        return site

    def open_key(self, client_id: str, secret: str, scopes: list[str] | None = None) -> Key:
        """Create, or rotate, an API key: its tokens die
        (developers.kajabi.com: "invalidate any access tokens granted with the credentials")."""
        self.state.keys[client_id] = Key(client_id, secret, scopes)
        kept = self.state.tokens.items()
        self.state.tokens = {name: each for name, each in kept if each.client_id != client_id}
        return self.state.keys[client_id]

    def site(self, key: str) -> Site:
        """Look a site up."""
        return found(self.state.sites, "sites", key)

    def contact(self, key: str) -> Contact:
        """Look a contact up."""
        return found(self.state.contacts, "contacts", key)

    def offer(self, key: str) -> Offer:
        """Look an offer up."""
        return found(self.state.offers, "offers", key)

    def tag(self, key: str) -> Tag:
        """Look a tag up."""
        return found(self.state.tags, "contact_tags", key)

    def access(self, key: str) -> Access:
        """Look a purchase or grant up."""
        return found(self.state.accesses, "purchases", key)

    def by_customer(self, key: str) -> Contact:
        """Find the contact behind a customer."""
        kept = self.state.contacts.values()
        contact = next((each for each in kept if each.customer == key), None)
        if contact is None:
            raise not_found("customers", key)
        return contact


def found[Record](kept: dict[str, Record], kind: str, key: str) -> Record:
    """Look something up, or refuse."""
    if key not in kept:
        raise not_found(kind, key)
    return kept[key]


def the_only_site(world: World) -> Site:
    """Give the site, if there is no doubt which; control messages may then leave it out."""
    sites = list(world.state.sites.values())
    if len(sites) != 1:
        raise Refused(400, "Bad Request", "Several sites are open: name one.")
    return sites[0]
