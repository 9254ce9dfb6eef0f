"""A schedule and a house held against the outside: do the plans, locations and workflows they name
exist?"""

from collections.abc import Iterator
from dataclasses import dataclass

from carryover.dunning.house import Brand, House
from carryover.dunning.rules import Rules, Terms
from carryover.kernel.errors import NeedsReview
from carryover.ports.highlevel import Contacts
from carryover.ports.stripe_api import StripeApi


@dataclass(frozen=True, slots=True)
class Outside:
    """Stripe and the CRM. Raises ``Retryable`` when one of them cannot answer now."""

    stripe: StripeApi
    crm: Contacts | None
    accounts: tuple[str, ...]
    """For which there is a key."""

    def of_house(self, house: House | None) -> Iterator[str]:
        """Find what a house names and nobody knows."""
        for account, brand in (house.accounts if house else {}).items():
            if account not in self.accounts:
                yield f"accounts.{account}: there is no Stripe key for it"
            if brand.location is not None and (why := self._silent(brand.location)):
                yield f"accounts.{account}.location: {why}"

    def of_rules(self, rules: Rules | None, house: House) -> Iterator[str]:
        """Find what a schedule names and nobody knows."""
        if rules is None:
            return
        yield from self._terms("", rules.base, house)
        for n, one in enumerate(rules.exceptions):
            for plan in sorted(one.when.plans):
                if not self._known(plan):
                    where = f"exceptions[{n}].when.plans"
                    yield f"{where}: {plan} is neither a price nor a product of any account"
            yield from self._terms(f"exceptions[{n}].", one.terms, house)

    def _terms(self, place: str, terms: Terms, house: House) -> Iterator[str]:
        price = terms.end.downgrade_to
        if price is not None and not self._any(f"prices/{price}"):
            yield f"{place}end.downgrade_to: {price} is no price of any account"
        wanted = {one.template for one in terms.messages if one.channel == "workflow"}
        if wanted:
            for brand in house.accounts.values():
                yield from self._workflows(place, wanted, brand)

    def _workflows(self, place: str, wanted: set[str], brand: Brand) -> Iterator[str]:
        if self.crm is None or brand.location is None:
            return
        there = {flow.id for flow in self.crm.workflows(brand.location) if flow.published}
        for name in sorted(wanted - there):
            yield f"{place}messages: {brand.location} has no published workflow of the id {name}"

    def _known(self, plan: str) -> bool:
        return self._any(f"prices/{plan}") or self._any(f"products/{plan}")

    def _any(self, path: str) -> bool:
        return any(self.stripe.get(account, path) is not None for account in self.accounts)

    def _silent(self, location: str) -> str:
        try:
            if self.crm is not None:
                self.crm.workflows(location)
        except NeedsReview as error:
            return error.sentence
        return ""
