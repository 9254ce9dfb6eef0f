"""By what ways a customer can be reached, as the mail, the CRM and they themselves leave it
(DUN-2)."""

from dataclasses import dataclass, replace

from carryover.dunning.facts import Sight
from carryover.dunning.house import Brand, Houses
from carryover.dunning.silence import Silences, digest
from carryover.dunning.world import Person
from carryover.kernel.errors import BillingError
from carryover.ports.highlevel import Channel, Contact, Contacts

CRM: frozenset[str] = frozenset({"sms", "workflow"})
"""Channels that lead through the CRM."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A person, and who they are in the CRM."""

    person: Person
    brand: Brand | None
    """``None``: nobody has said in whose name the account writes; then it does not."""
    contact: Contact | None = None
    """``None``: there is no CRM, it does not know them, or it knows several."""
    silent: BillingError | None = None
    """Why the CRM did not answer: nothing is to be sent before it has, for they may have
    objected. Attempts to collect do not wait for it."""


@dataclass(frozen=True, slots=True)
class Reaching:
    """Asks everybody who may know."""

    houses: Houses
    silences: Silences
    crm: Contacts | None

    def reach(self, account: str, sight: Sight) -> Reached:
        """Find out how this customer may be written to now."""
        brand = self.houses.house().accounts.get(account)
        person, papers = sight.world.person, sight.papers
        if brand is None:
            return Reached(replace(person, channels=frozenset()), None)
        found = self._asked(brand, papers.email)
        closed = self.silences.of(account, digest(papers.email))
        return replace(found, person=_known(person, found, closed))

    def _asked(self, brand: Brand, email: str) -> Reached:
        if self.crm is None or brand.location is None or not email:
            return Reached(Person(), brand)
        try:
            found = self.crm.with_email(brand.location, email)
        except BillingError as error:
            return Reached(Person(), brand, silent=error)
        return Reached(Person(), brand, contact=found[0] if len(found) == 1 else None)


def _known(person: Person, found: Reached, closed: frozenset[str]) -> Person:
    """Lay what the CRM knows over what Stripe does. While it is silent, all its channels count as
    open, so that the plan stays the same; sending waits."""
    contact, brand = found.contact, found.brand
    channels = set(person.channels)
    if contact is None and brand is not None and brand.email_by == "highlevel":
        channels -= {"email"}
    if found.silent is not None:
        channels |= CRM | person.channels
    if contact is not None:
        channels |= {"workflow"} | ({"sms"} if contact.phone else set())
        channels -= {"email"} if Channel.EMAIL in contact.closed else set()
        channels -= {"sms"} if Channel.SMS in contact.closed else set()
        channels -= {"workflow"} if {Channel.EMAIL, Channel.SMS} <= contact.closed else set()
    return replace(
        person,
        channels=frozenset(channels - closed),
        zone=(contact.timezone if contact else None) or person.zone,
        country=person.country or (contact.country if contact else None) or None,
    )
