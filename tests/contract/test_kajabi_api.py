"""The adapter of Kajabi against the local one, which is held to Kajabi's own document (KAJ-1 … 3).

In process: ``requests`` speaks to the local Kajabi without a network in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from pydantic import SecretStr

from carryover.adapters.kajabi.api import KajabiApi
from carryover.adapters.kajabi.sites import OfferUrl, SiteKey
from carryover.adapters.kajabi.tokens import Tokens
from carryover.adapters.kajabi.transport import Transport
from carryover.adapters.kajabi.urls import InboundUrls
from carryover.adapters.pace import Unpaced
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import Contact, Kajabi, No, OfferUrls
from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.inside import Inside
from sandbox.kajabi.control import deeds
from sandbox.kajabi.people import access, catalogue, contacts, paying
from sandbox.kajabi.sandbox import Sandbox

START = 1_738_317_600
ALIAS = "academy"


@dataclass
class School:
    """A local Kajabi with an offer and a tag, and the adapter before it."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox(1, START))
    seconds: float = 0.0
    secret: str = "opensesame"

    def __post_init__(self) -> None:
        self.site = self.sandbox.furnish("School", "school", "opensesame")
        world = self.world = self.sandbox.world
        self.offer = catalogue.make_offer(world, self.site, "Gold", catalogue.Terms(price=1000), [])
        self.tag = catalogue.make_tag(world, self.site, "Cancelled")
        self.session = requests.Session()
        for place in ("https://api.kajabi.com", "https://checkout.kajabi.com"):
            self.session.mount(place, Inside(self.sandbox))

    def of(self, site: str) -> SiteKey:
        assert site == ALIAS
        place = "https://checkout.kajabi.com/webhooks/offers"
        both = {
            verb: SecretStr(f"{place}/{self.offer.secret}/{self.offer.id}/{verb}")
            for verb in ("activate", "deactivate")
        }
        return SiteKey(
            site=self.site.id,
            client_id="school",
            client_secret=SecretStr(self.secret),
            offers={self.offer.id: OfferUrl(**both)},
        )

    def reread(self) -> Mapping[str, SiteKey]:
        return {}

    @property
    def api(self) -> KajabiApi:
        tokens = Tokens(lambda: self.seconds, self.session)
        return KajabiApi(Transport(self, tokens, Unpaced(), self.session))

    def joins(self, email: str) -> Any:
        return contacts.create(self.world, self.site, "Ada", email)

    def requests_for_tokens(self) -> int:
        return sum(n for said, n in self.sandbox.desk.requests.items() if "oauth/token" in said)


@pytest.fixture
def school() -> School:
    return School()


def test_a_member_is_found_by_the_exact_address_in_any_case(school: School) -> None:
    api: Kajabi = school.api
    school.joins("ada@example.com")
    school.joins("dada@example.com")

    (found,) = api.with_email(ALIAS, "ADA@Example.com")

    assert found.email == "ada@example.com"
    assert api.contact(ALIAS, found.id) == found
    assert api.contact(ALIAS, "999") is None


def test_a_contact_is_made_once_and_its_address_is_taken_then(school: School) -> None:
    made = school.api.create(ALIAS, "ada@example.com", "Ada")

    assert isinstance(made, Contact)
    assert isinstance(school.api.create(ALIAS, "ada@example.com", "Ada"), No)


def test_an_offer_is_sold_until_it_is_deleted(school: School) -> None:
    assert school.api.sells(ALIAS, school.offer.id)
    assert not school.api.sells(ALIAS, "999")


def test_an_offer_is_given_without_a_letter_read_back_and_taken(school: School) -> None:
    ada = school.joins("ada@example.com")

    assert school.api.grant(ALIAS, ada.id, school.offer.id, welcome=False) is None

    assert school.api.offers(ALIAS, ada.id) == {school.offer.id}
    assert list(school.api.holders(ALIAS, school.offer.id, 1).items) == [ada.id]
    assert school.api.revoke(ALIAS, ada.id, school.offer.id) is None
    assert school.api.offers(ALIAS, ada.id) == frozenset()
    assert not school.world.state.emails


def test_a_tag_of_a_member_is_seen(school: School) -> None:
    ada = school.joins("ada@example.com")
    contacts.add_tags(school.world, ada, [school.tag.id])

    seen = school.api.contact(ALIAS, ada.id)

    assert seen is not None
    assert seen.tags == {school.tag.id}


def test_a_deactivated_purchase_is_found_with_its_owner(school: School) -> None:
    bought = deeds.buy(school.world, school.site, "ada@example.com", "Ada", school.offer.id)
    school.world.advance(START + 600)
    access.deactivate(school.world, bought)

    (found,) = school.api.deactivated(ALIAS, START + 300, 1).items

    assert (found.offer, found.deactivated_at) == (school.offer.id, START + 600)
    assert school.api.purchase(ALIAS, found.id) == found
    owner = school.api.contact_of(ALIAS, found.customer)
    ada = contacts.by_email(school.world, school.site, "ada@example.com")
    assert ada is not None
    assert owner == ada.id
    assert school.api.deactivated(ALIAS, START + 700, 1).items == []


def test_money_that_went_back_is_found_with_its_purchase(school: School) -> None:
    bought = deeds.buy(school.world, school.site, "ada@example.com", "Ada", school.offer.id)
    paying.refund(school.world, bought)

    (found,) = school.api.reversals(ALIAS, START, 1).items

    assert (found.action, found.purchases) == ("refund", (bought.id,))


def test_one_token_serves_until_it_is_old_and_a_refused_one_is_replaced_once(
    school: School,
) -> None:
    api = school.api
    for _ in range(3):
        api.contact(ALIAS, "1")
    assert school.requests_for_tokens() == 1

    school.seconds = 10_000_000
    api.contact(ALIAS, "1")
    assert school.requests_for_tokens() == 2

    school.world.state.tokens.clear()
    api.contact(ALIAS, "1")
    assert school.requests_for_tokens() == 3


def test_a_key_that_is_refused_goes_to_a_person_without_being_named(school: School) -> None:
    school.secret = "wrong-key"

    with pytest.raises(NeedsReview) as doubt:
        school.api.contact(ALIAS, "1")

    assert "wrong-key" not in str(doubt.value)


@pytest.mark.parametrize("kind", [Kind.SERVER_ERROR, Kind.RATE_LIMIT, Kind.TIMEOUT, Kind.RESET])
def test_what_kajabi_cannot_answer_now_is_asked_again_later(school: School, kind: Kind) -> None:
    school.api.contact(ALIAS, "1")
    school.sandbox.faults.orders.append(Fault(kind=kind, times=None))

    with pytest.raises(Retryable):
        school.api.contact(ALIAS, "1")


def test_the_urls_of_an_offer_give_and_take_and_may_be_told_twice(school: School) -> None:
    urls: OfferUrls = InboundUrls(school, Unpaced(), school.session)
    person = {"email": "ada@example.com", "name": "Ada", "member": "ada@example.com"}

    for _ in range(2):
        assert urls.activate(ALIAS, school.offer.id, **person, welcome=False) is None
    ada = contacts.by_email(school.world, school.site, "ada@example.com")
    assert ada is not None
    assert access.active_offers(school.world, ada) == [school.offer.id]

    for _ in range(2):
        assert urls.deactivate(ALIAS, school.offer.id, **person) is None
    assert access.active_offers(school.world, ada) == []
    assert not school.world.state.emails
