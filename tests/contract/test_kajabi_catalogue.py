"""Offers and tags are told by title, page by page (KAJ-1)."""

import pytest

from carryover.adapters.kajabi.catalogue import SiteCatalogue
from carryover.kernel.errors import NeedsReview
from carryover.ports.kajabi_catalogue import KajabiCatalogue
from sandbox.kajabi.people import catalogue
from tests.contract.test_kajabi_api import ALIAS, School


@pytest.fixture
def school() -> School:
    return School()


def told(school: School) -> KajabiCatalogue:
    return SiteCatalogue(school.api.transport)


def test_offers_and_tags_are_told_by_title(school: School) -> None:
    assert told(school).offers(ALIAS) == {school.offer.id: "Gold"}
    assert told(school).tags(ALIAS) == {school.tag.id: "Cancelled"}


def test_what_stands_on_later_pages_is_told_too(school: School) -> None:
    for number in range(205):
        catalogue.make_tag(school.world, school.site, f"Tag {number}")

    assert len(told(school).tags(ALIAS)) == 206


def test_a_key_that_is_refused_is_a_persons_business(school: School) -> None:
    school.secret = "rotated"

    with pytest.raises(NeedsReview):
        told(school).offers(ALIAS)
