"""A person at the sites, as they are there now. A site that is down is noted and not waited for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from carryover.access.rules import SiteRules
from carryover.kernel.errors import BillingError
from carryover.ports.kajabi import Contact
from cli.access.people import Paying, People
from cli.session import Session


@dataclass(frozen=True, slots=True)
class Member:
    """A contact at a site, as it is there now."""

    site: str
    contact: Contact
    offers: frozenset[str]
    leaving: frozenset[str]
    """Tags of theirs that say so."""
    titles: Mapping[str, str]
    """What offers and tags are called, as far as the site told."""

    def called(self, ids: frozenset[str]) -> list[str]:
        """Name some as people know them."""
        return [
            f"{self.titles[each]} ({each})" if each in self.titles else each for each in sorted(ids)
        ]


def members_of(people: People, email: str, found: Sequence[Paying]) -> Iterator[Member]:
    """Find the person at every site that can be read: by address, and by what they were given."""
    for name, site in people.rules.sites.items():
        if site.route != "api":
            people.unasked.append(f"{name} has no API key: nobody can look there")
            continue
        linked = {each.link.contact for each in found if each.link and each.link.site == name}
        try:
            yield from _at_site(people.at, name, site, email, sorted(filter(None, linked)))
        except BillingError as error:
            people.unasked.append(f"{name} could not be asked: {error}")


def _at_site(
    at: Session, name: str, site: SiteRules, email: str, linked: Sequence[str]
) -> Iterator[Member]:
    members = at.access.members
    same = [each.id for each in members.with_email(name, email)] if email else []
    titles: dict[str, str] = {}
    for contact in dict.fromkeys((*linked, *same)):
        found = members.contact(name, contact)
        if found is not None:
            titles = titles or _titles(at, name)
            offers = members.offers(name, contact)
            yield Member(name, found, offers, found.tags & site.cancel_tags, titles)


def _titles(at: Session, site: str) -> dict[str, str]:
    return {**at.access.catalogue.offers(site), **at.access.catalogue.tags(site)}
