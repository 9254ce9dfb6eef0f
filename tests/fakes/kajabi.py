"""A site in memory: members, offers, purchases, tags, as the documents describe them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.ports.kajabi import Contact, Listed, No, Purchase, Reversal

PAGE = 2
"""Items per page: so few that every list has a second one."""


@dataclass
class MemoryKajabi:
    """One site (``ports.kajabi.Kajabi`` and ``OfferUrls``)."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    returned: list[Reversal] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)
    grants: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Every request, in its words."""
    down: bool = False
    deleted: set[str] = field(default_factory=set)
    """Offers the site has no more."""
    told: list[tuple[str, str, str]] = field(default_factory=list)
    """What the inbound URLs heard: verb, offer, member."""

    def joins(self, name: str, email: str, *tags: str) -> Contact:
        """Somebody is a contact."""
        self.contacts[name] = Contact(name, email, name, frozenset(tags))
        self.held.setdefault(name, set())
        return self.contacts[name]

    def is_tagged(self, name: str, *tags: str) -> None:
        """An automation tagged them, with these tags and no others."""
        self.contacts[name] = replace(self.contacts[name], tags=frozenset(tags))

    def buys(self, purchase: str, contact: str, offer: str) -> None:
        """Somebody has an offer by a purchase; customers are called after their contacts."""
        self.purchases[purchase] = Purchase(purchase, f"customer-{contact}", offer)
        self.held[contact].add(offer)

    def loses(self, purchase: str, at: Seconds) -> None:
        """The purchase is deactivated."""
        one = self.purchases[purchase]
        self.purchases[purchase] = replace(one, deactivated_at=at)
        self.held[one.customer.removeprefix("customer-")].discard(one.offer)

    def contact(self, site: str, contact: str) -> Contact | None:
        self._ask("contact", site, contact)
        return self.contacts.get(contact)

    def contact_of(self, site: str, customer: str) -> str | None:
        self._ask("contact_of", site, customer)
        return customer.removeprefix("customer-")

    def with_email(self, site: str, email: str) -> Sequence[Contact]:
        self._ask("with_email", site, email)
        return [c for c in self.contacts.values() if c.email.casefold() == email.casefold()]

    def create(self, site: str, email: str, name: str) -> Contact | No:
        if self.with_email(site, email):
            return No("email has already been taken")
        self._ask("create", site, name)
        return self.joins(f"c{len(self.contacts) + 1}", email)

    def offers(self, site: str, contact: str) -> frozenset[str]:
        self._ask("offers", site, contact)
        return frozenset(self.held[contact])

    def sells(self, site: str, offer: str) -> bool:
        self._ask("sells", site, offer)
        return offer not in self.deleted

    def grant(self, site: str, contact: str, offer: str, *, welcome: bool) -> No | None:
        self._ask("grant", site, contact, offer, welcome)
        self.grants.append((contact, offer))
        self.held[contact].add(offer)
        if welcome:
            self.mails.append((contact, offer))
        return None

    def revoke(self, site: str, contact: str, offer: str) -> No | None:
        self._ask("revoke", site, contact, offer)
        self.held[contact].discard(offer)
        return None

    def purchase(self, site: str, purchase: str) -> Purchase | None:
        self._ask("purchase", site, purchase)
        return self.purchases.get(purchase)

    def deactivated(self, site: str, since: Seconds, page: int) -> Listed[Purchase]:
        self._ask("deactivated", site, since, page)
        ended = [(e.deactivated_at or 0, e.id, e) for e in self.purchases.values()]
        return _page([e for at, _, e in sorted(ended, key=_early) if at and at >= since], page)

    def reversals(self, site: str, since: Seconds, page: int) -> Listed[Reversal]:
        self._ask("reversals", site, since, page)
        return _page([each for each in self.returned if each.created >= since], page)

    def holders(self, site: str, offer: str, page: int) -> Listed[str]:
        self._ask("holders", site, offer, page)
        return _page([name for name, offers in self.held.items() if offer in offers], page)

    def tagged(self, site: str, tag: str, page: int) -> Listed[str]:
        self._ask("tagged", site, tag, page)
        return _page([each.id for each in self.contacts.values() if tag in each.tags], page)

    def activate(
        self, site: str, offer: str, *, email: str, name: str, member: str, welcome: bool
    ) -> No | None:
        self._ask("activate", site, offer, email, name, member, welcome)
        self.told.append(("activate", offer, member))
        return None

    def deactivate(self, site: str, offer: str, *, email: str, name: str, member: str) -> No | None:
        self._ask("deactivate", site, offer, email, name, member)
        self.told.append(("deactivate", offer, member))
        return None

    def _ask(self, *said: object) -> None:
        self.asked.append(" ".join(map(str, said)))
        if self.down:
            raise Retryable("Kajabi answers 503")


def _early(ended: tuple[int, str, Purchase]) -> tuple[int, str]:
    return ended[:2]


def _page[Item](items: Sequence[Item], page: int) -> Listed[Item]:
    start = PAGE * (page - 1)
    return Listed(items[start : start + PAGE], more=len(items) > start + PAGE)
