"""Collecting at Stripe through the SDK, held to a local Stripe (DUN-1, DUN-3, DUN-4)."""

from typing import Any

import pytest

from carryover.adapters.stripe.billing import StripeBilling
from carryover.adapters.stripe.collection import StripeCollection
from carryover.adapters.stripe.collection_sight import EXPAND, attempts
from carryover.dunning.declines import Decline
from carryover.dunning.facts import Declined, NotTried, Refused, Sight, Taken
from carryover.dunning.world import Attempt, Mark
from sandbox.stripe.core.account import Account
from sandbox.stripe.payments import disputing
from tests.unit.migration.moving.stage import Stripes

US = "us"


class Till:
    """A customer whose renewal fails."""

    def __init__(self, word: str | None = "insufficient_funds", **more: Any) -> None:
        self.stripes = Stripes()
        self.collection = StripeCollection(self.stripes.api)
        self.customer = self.stripes.customer(US, more.pop("card", "visa"))
        if source := more.pop("source", None):
            path = f"customers/{self.customer}/sources"
            self.way: str = self.stripes.post(US, path, source=source)["id"]
        else:
            found = self.stripes.get(US, f"customers/{self.customer}")
            self.way = found["invoice_settings"]["default_payment_method"]
        currency = more.pop("price_currency", "usd")
        price = self.stripes.price(US, 2900, currency=currency)
        made = self.stripes.subscribe(US, customer=self.customer, price=price, **more)
        self.sub: str = made["id"]
        self.says(word)
        self.stripes.days_pass(31.2)
        self.invoice = str(self.subscription["latest_invoice"])

    @property
    def account(self) -> Account:
        return self.stripes.world.accounts[US]

    @property
    def subscription(self) -> dict[str, Any]:
        return self.stripes.get(US, f"subscriptions/{self.sub}")

    def says(self, word: str | None) -> None:
        self.account.facts.setdefault(self.way, {})["bank_says"] = word

    def looks(self, invoice: str = "") -> Sight:
        found = self.collection.look(US, invoice or self.invoice, since=0)
        assert found is not None
        return found

    def pays(self, key: str = "dunning:1") -> Any:
        return self.collection.pay(US, self.invoice, self.way, key=key)


def last(sight: Sight) -> Attempt:
    return sight.of_invoice()[-1]


def test_a_look_shows_what_a_decision_rests_on() -> None:
    till = Till()

    sight = till.looks()

    world, attempt = sight.world, last(sight)
    assert (world.invoice.status, world.invoice.amount_remaining) == ("open", 2900)
    assert world.invoice.next_payment_attempt is not None
    assert world.subscription is not None
    assert (world.subscription.status, world.subscription.mark) == ("past_due", Mark.NONE)
    assert world.card is not None
    assert (world.card.id, world.card.network, world.card.type) == (till.way, "visa", "card")
    assert attempt.result == "declined"
    assert attempt.card == world.card
    assert attempt.decline is not None
    assert attempt.decline.decline_code == "insufficient_funds"
    assert (attempt.decline.advice_code, attempt.decline.network_advice_code) == (
        "try_again_later",
        "02",
    )
    assert len(world.attempts) == 2
    assert world.attempts[0].invoice is None
    assert sight.at == till.stripes.world.clock
    assert sight.papers.email == "ann@example.com"
    assert sight.papers.about == "Course"
    assert sight.papers.pay_url.startswith("https://")


def test_an_invoice_nobody_knows_is_none() -> None:
    assert Till().collection.look(US, "in_none", since=0) is None


def test_what_would_be_charged_follows_stripes_own_order() -> None:
    till = Till()
    attach = "payment_methods/pm_card_mastercard/attach"
    other = till.stripes.post(US, attach, customer=till.customer)["id"]

    till.stripes.post(US, f"subscriptions/{till.sub}", default_payment_method=other)
    card = till.looks().world.card
    assert card is not None
    assert (card.id, card.network) == (other, "mastercard")

    till.stripes.post(US, f"invoices/{till.invoice}", default_payment_method=till.way)
    card = till.looks().world.card
    assert card is not None
    assert card.id == till.way


def test_a_card_from_before_payment_methods_is_seen_and_charged() -> None:
    till = Till(card=None, source="tok_visa")
    till.says(None)

    card = till.looks().world.card
    assert card is not None
    assert (card.id, card.type, card.network) == (till.way, "card", "visa")
    assert till.way.startswith("card_")
    assert till.pays() == Taken()


def test_a_yes_is_answered_again_and_charged_once() -> None:
    till = Till()
    till.says(None)

    assert till.pays() == till.pays() == Taken()

    sight = till.looks()
    assert (sight.world.invoice.status, sight.world.invoice.amount_remaining) == ("paid", 0)
    assert [one.result for one in sight.of_invoice()] == ["declined", "paid"]


def test_a_no_is_an_answer_and_tried_again_only_under_another_key() -> None:
    till = Till()

    assert till.pays() == till.pays() == Declined("card_declined")
    assert len(till.looks().of_invoice()) == 2

    till.pays("dunning:2")
    assert len(till.looks().of_invoice()) == 3


def test_what_is_paid_already_is_not_tried() -> None:
    till = Till()
    till.says(None)
    till.pays()

    assert till.pays("dunning:2").code == "invoice_already_paid"


def test_a_way_to_pay_that_is_gone_is_not_tried() -> None:
    till = Till()
    till.stripes.post(US, f"payment_methods/{till.way}/detach")

    answer = till.pays()

    assert isinstance(answer, NotTried)
    assert till.looks().world.card is None


def test_who_has_to_authenticate_is_an_attempt_without_a_charge() -> None:
    sight = Till("authenticate").looks()

    assert last(sight).id.startswith("pi_")
    assert last(sight).decline == Decline(code="authentication_required")


def test_a_debit_is_on_its_way() -> None:
    till = Till()
    (charge,) = [one for one in till.stripes.of(US, "charge") if not one["paid"]]
    raw = till.stripes.get(US, f"invoices/{till.invoice}", expand=list(EXPAND))
    debit = {"type": "sepa_debit", "sepa_debit": {"fingerprint": "f"}}

    (attempt,) = attempts(raw, [{**charge, "status": "pending", "payment_method_details": debit}])

    assert (attempt.result, attempt.decline, attempt.invoice) == ("pending", None, till.invoice)
    assert attempt.card is not None
    assert attempt.card.type == "sepa_debit"


def test_disputes_count_while_they_are_open() -> None:
    till = Till()
    paid = next(one for one in till.stripes.of(US, "charge") if one["paid"])
    assert not till.looks().world.disputed

    opened = disputing.open_dispute(till.account, paid, "fraudulent", inquiry=False)
    assert till.looks().world.disputed

    disputing.win(till.account, opened)
    assert not till.looks().world.disputed


def test_the_migrations_marks_are_seen() -> None:
    till = Till()
    mark = {"cancellation_details": {"comment": "carryover:acme"}}
    till.stripes.post(US, f"subscriptions/{till.sub}", cancel_at_period_end=True, **mark)

    subscription = till.looks().world.subscription

    assert subscription is not None
    assert subscription.mark is Mark.MOVED


def test_a_deleted_customer_owes_and_cannot_be_reached() -> None:
    till = Till()
    till.stripes.api.delete(US, f"customers/{till.customer}", {}, key="gone")

    sight = till.looks()

    assert sight.papers.customer == ""
    assert sight.world.card is None


@pytest.mark.parametrize("what", ["cancel", "unpaid", "pause"])
def test_an_end_is_asked_for_twice_and_done_once(what: Any) -> None:
    till = Till()

    for _ in range(2):
        answer = till.collection.end(US, till.sub, what, price=None, key=f"dunning-end:1:{what}")
        assert answer is None

    ended = till.subscription
    assert (ended["status"] == "canceled") is (what == "cancel")
    assert (ended["pause_collection"] is not None) is (what != "cancel")


def test_a_downgrade_charges_nothing_and_one_of_another_rhythm_is_refused() -> None:
    till = Till()
    yearly = till.stripes.price(US, 9900, recurring={"interval": "year"})
    free = till.stripes.price(US, 0)
    before = len(till.stripes.of(US, "charge"))

    refused = till.collection.end(US, till.sub, "downgrade", price=yearly, key="k1")
    unknown = till.collection.end(US, till.sub, "downgrade", price="price_none", key="k2")
    done = till.collection.end(US, till.sub, "downgrade", price=free, key="k3")

    assert isinstance(refused, Refused)
    assert "rhythm" in refused.sentence
    assert isinstance(unknown, Refused)
    assert done is None
    assert [i["price"]["id"] for i in till.subscription["items"]["data"]] == [free]
    assert len(till.stripes.of(US, "charge")) == before


@pytest.mark.parametrize(
    ("how", "status"),
    [("void", "void"), ("uncollectible", "uncollectible"), ("leave_open", "open")],
)
def test_a_debt_is_settled_once(how: Any, status: str) -> None:
    till = Till()

    assert till.collection.settle(US, till.invoice, how) is None
    assert till.collection.settle(US, till.invoice, how) is None

    found = till.looks().world.invoice
    assert (found.status, found.next_payment_attempt) == (status, None)


def test_access_sees_who_is_unpaid_and_hears_of_it() -> None:
    """DUN-4, KAJ-4: Stripe cannot be told that a subscription is unpaid; our mark says so."""
    till = Till()
    billing = StripeBilling(till.stripes.api)
    till.collection.end(US, till.sub, "unpaid", price=None, key="k")

    one = billing.subscription(US, till.sub)
    assert one is not None
    assert one.status == "unpaid"

    till.collection.restore(US, till.sub, key="r")
    again = billing.subscription(US, till.sub)
    assert again is not None
    assert again.status == "past_due"
