"""Rules held against the outside: do the accounts, prices, offers and tags they name exist?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from carryover.access.rules import SiteRules
from carryover.kernel.errors import NeedsReview
from carryover.ports.kajabi_catalogue import KajabiCatalogue
from carryover.ports.stripe_api import StripeApi
from cli.access.rules_file import Fault, Written


@dataclass(slots=True)
class Titles:
    """What the ids are called, as far as somebody could be asked."""

    plans: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outside:
    """Stripe and the sites. Raises ``Retryable`` when one of them cannot answer now."""

    stripe: StripeApi
    catalogue: KajabiCatalogue
    accounts: frozenset[str]
    """For which there is a key."""

    def faults(self, written: Written, titles: Titles) -> Iterator[Fault]:
        """Look everything up, and remember what it is called."""
        for name, site in written.rules.sites.items():
            unknown = [each for each in site.accounts if each not in self.accounts]
            for account in unknown:
                line = written.line("sites", name, "accounts")
                yield Fault(line, f"there is no Stripe key for the account {account}")
            if not unknown:
                yield from self._plans(written, name, site, titles)
            if site.route == "api":
                yield from self._site(written, name, site, titles)

    def _plans(
        self, written: Written, name: str, site: SiteRules, titles: Titles
    ) -> Iterator[Fault]:
        for plan in site.plans:
            found = next(filter(None, (self._plan(each, plan) for each in site.accounts)), None)
            if found is None:
                where = " or ".join(site.accounts)
                line = written.line("sites", name, "plans", plan)
                yield Fault(line, f"{plan} is neither a price nor a product of {where}")
            else:
                titles.plans[plan] = found

    def _plan(self, account: str, plan: str) -> str | None:
        """Ask as a price, whose product has the name, then as a product."""
        price = self.stripe.get(account, f"prices/{plan}", {"expand": ["product"]})
        found = price["product"] if price else self.stripe.get(account, f"products/{plan}")
        return None if found is None else str(found.get("name") or plan)

    def _site(
        self, written: Written, name: str, site: SiteRules, titles: Titles
    ) -> Iterator[Fault]:
        try:
            offers, tags = self.catalogue.offers(name), self.catalogue.tags(name)
        except NeedsReview as error:
            yield Fault(written.line("sites", name), f"{name} cannot be asked: {error.sentence}")
            return
        titles.offers |= {each: offers[each] for each in site.offers if each in offers}
        titles.tags |= {each: tags[each] for each in site.cancel_tags if each in tags}
        yield from _lacking(written, name, site, offers)
        for tag in sorted(site.cancel_tags - set(tags)):
            line = written.line("sites", name, "cancel_tags")
            yield Fault(line, f"{name} has no tag {tag}; it has {_some(tags)}")


def _lacking(
    written: Written, name: str, site: SiteRules, offers: Mapping[str, str]
) -> Iterator[Fault]:
    for plan, opened in site.plans.items():
        for offer in opened:
            if offer not in offers:
                line = written.line("sites", name, "plans", plan)
                yield Fault(line, f"{name} has no offer {offer}; it has {_some(offers)}")


def _some(titles: Mapping[str, str], most: int = 8) -> str:
    """Name a few, so that the right one is found without another window."""
    named = [f"{each} ({title})" if title else each for each, title in sorted(titles.items())]
    rest = len(named) - most
    return ", ".join(named[:most]) + (f" and {rest} more" if rest > 0 else "") or "none at all"
