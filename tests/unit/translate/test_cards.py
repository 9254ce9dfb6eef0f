"""DUN-1: a card that its network renewed, or somebody corrected, is news although its id stays."""

import pytest

from carryover.adapters.stripe.translate.cards import RENEWALS
from carryover.kernel.news import CardChanged
from tests.unit.translate.post import letter, refusal, understood

CARD = {"object": "payment_method", "id": "pm_1", "customer": "cus_1", "type": "card"}


@pytest.mark.parametrize("event_type", sorted(RENEWALS))
def test_a_renewed_card_names_whose_it_is(event_type: str) -> None:
    about = CARD | ({"object": "card", "id": "card_1"} if "source" in event_type else {})

    (fact,) = understood(letter(event_type, about)).facts

    assert fact == CardChanged(
        account="us", evidence="evt_1", id=str(about["id"]), customer="cus_1"
    )


def test_a_card_of_nobodys_is_told_as_such() -> None:
    (fact,) = understood(letter("payment_method.updated", CARD | {"customer": None})).facts

    assert isinstance(fact, CardChanged)
    assert fact.customer is None


def test_news_of_a_card_without_a_name_are_a_persons() -> None:
    assert "names no way to pay" in refusal(letter("payment_method.updated", CARD | {"id": 7}))


def test_of_a_card_that_is_only_attached_nothing_follows() -> None:
    heard = understood(letter("payment_method.attached", CARD))

    assert heard.facts == ()
    assert "own events" in heard.ignored
