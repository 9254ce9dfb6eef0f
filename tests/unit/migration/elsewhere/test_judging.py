"""A row becomes the same exact specification, or a sentence why not (MIG-14, MIG-2)."""

from typing import Any

import pytest

from carryover.migration.cards.model import Row as Mapped
from carryover.migration.cards.model import pairs
from carryover.migration.catalogue.shelf import living
from carryover.migration.elsewhere.given import given
from carryover.migration.elsewhere.judging import Target, judge_row
from carryover.migration.elsewhere.rows import Part, Row
from carryover.migration.model import Thing
from carryover.migration.planning.entry import Entry, mapped
from carryover.migration.planning.params import creation
from carryover.migration.planning.rules import Rules
from carryover.ports.stripe_api import Refused
from tests.unit.migration.catalogue.accounts import START, Shops

DAY = 86_400
FEBRUARY = 1_769_904_000
"""2026-02-01T00:00:00Z, a month after the shops open."""


def test_a_row_becomes_a_subscription_that_charges_on_its_day_and_not_before() -> None:
    shops = Shops()
    row = _row(shops, parts=(Part(price=shops.price("new"), quantity=2),), next_amount=3800)
    ann = shops.have("new", "customers", email="ann@example.com")["id"]
    card = shops.have("new", "payment_methods/pm_card_visa/attach", customer=ann)["id"]
    copied = Mapped(line=2, customer_old="C-1", customer_new=ann, source_new=card)
    known = pairs("oldcart", [copied])
    ids = {**known, **given("oldcart", [row], known)}

    entry = mapped(_judged(shops, row), ids)
    assert entry.spec is not None
    made = shops.stripe.post("new", "subscriptions", creation(entry.spec, ids), key="x")

    assert not isinstance(made, Refused), made
    assert entry.outcome == "moves"
    assert made["items"]["data"][0]["current_period_end"] == FEBRUARY
    assert made["cancel_at_period_end"]
    assert made["default_payment_method"] == card
    assert made["metadata"] == {"carryover_source": "oldcart/R-1", "tier": "gold"}
    assert list(shops.world.accounts["new"].all("charge")) == []


def test_a_day_at_the_end_of_the_month_is_remembered() -> None:
    shops = Shops()
    january = FEBRUARY - DAY

    entry = _judged(shops, _row(shops, starts=january))

    assert entry.spec is not None
    assert entry.spec.anchor_config == {"day_of_month": 31, "hour": 0, "minute": 0, "second": 0}


def test_the_last_day_of_a_shorter_month_does_not_tell_which_day_is_meant() -> None:
    shops = Shops()
    shops.world.advance(FEBRUARY)
    row = _row(shops, starts=FEBRUARY + 27 * DAY)

    assert "write anchor_day, 28 or the later day" in _held(shops, row)
    said = _judged(shops, row.model_copy(update={"anchor_day": 30}))
    plain = _judged(shops, row.model_copy(update={"anchor_day": 28}))

    assert said.spec is not None
    assert plain.spec is not None
    assert said.spec.anchor_config == {"day_of_month": 30, "hour": 0, "minute": 0, "second": 0}
    assert plain.spec.anchor_config is None


def test_a_trial_ends_when_the_first_charge_is_due() -> None:
    shops = Shops()

    entry = _judged(shops, _row(shops, starts=FEBRUARY + 60 * DAY, trial_end=FEBRUARY + 60 * DAY))

    assert entry.spec is not None
    assert entry.spec.trial_end == entry.boundary == FEBRUARY + 60 * DAY


def test_one_that_is_cancelled_stays_where_it_ends() -> None:
    shops = Shops()

    entry = _judged(shops, _row(shops, cancel_at_period_end=True))

    assert entry.outcome == "stays"
    assert "it is not recreated" in entry.sentence


def test_who_is_in_no_mapping_is_held() -> None:
    shops = Shops()

    entry = mapped(_judged(shops, _row(shops)), {})

    assert entry.outcome == "held"
    assert "oldcart/C-1 is not in the card mapping" in entry.sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parts": (Part(price="price_none"),)}, "The price price_none is not in the target."),
        ({"currency": "eur"}, "is not in eur."),
        ({"default_tax_rates": ("txr_none",)}, "The tax rate txr_none is not in the target"),
        ({"coupon": "NONE"}, "The coupon NONE is not in the target"),
        ({"starts": START + DAY}, "over or too soon to begin"),
        ({"starts": START - DAY}, "over or too soon to begin"),
        ({"starts": FEBRUARY + 40 * DAY}, "more than one period away"),
        ({"anchor_day": 15}, "Its anchor_day is 15, and it is charged on 2026-02-01"),
        ({"next_amount": 1901}, "shall be 1901 usd and is 1900 by its prices."),
    ],
)
def test_what_is_not_certain_is_held_with_a_sentence(
    changes: dict[str, Any], sentence: str
) -> None:
    shops = Shops()

    assert sentence in _held(shops, _row(shops, **changes))


def test_prices_that_cannot_be_subscribed_to_hold_it() -> None:
    shops = Shops()
    archived, once = shops.price("new"), shops.price("new", recurring=None)
    shops.have("new", f"prices/{archived}", active=False)
    monthly = shops.price("new")
    yearly = shops.price("new", recurring={"interval": "year"})

    assert "is archived" in _held(shops, _row(shops, parts=(Part(price=archived),)))
    assert "is not recurring" in _held(shops, _row(shops, parts=(Part(price=once),)))
    both = (Part(price=monthly), Part(price=yearly))
    assert "different intervals" in _held(shops, _row(shops, parts=both))


def test_a_repeating_coupon_must_have_exactly_the_months_that_are_left() -> None:
    shops = Shops()
    shops.coupon("new", id="HALF-3", duration="repeating", duration_in_months=3)

    exact = _judged(shops, _row(shops, coupon="HALF-3", coupon_months=3))

    assert exact.spec is not None
    assert exact.spec.discounts[0].repeats
    assert "make one with exactly as many" in _held(shops, _row(shops, coupon="HALF-3"))
    shorter = _row(shops, coupon="HALF-3", coupon_months=2)
    assert "runs for 3 months, and 2 months are left" in _held(shops, shorter)


def test_an_amount_off_in_another_currency_would_be_ignored_so_it_holds() -> None:
    shops = Shops()
    shops.coupon("new", id="TEN", percent_off=None, amount_off=1000, currency="eur")

    assert "Stripe would ignore it" in _held(shops, _row(shops, coupon="TEN"))


def test_a_price_that_thousands_name_is_read_once() -> None:
    shops = Shops()
    row = _row(shops)
    target = Target(lambda kind, name: living(shops.stripe, "new", kind, name), START)
    shops.world.accounts["new"].requests.clear()

    for _ in range(50):
        judge_row("oldcart", row, target, Rules())

    assert shops.world.accounts["new"].requests["GET /v1/prices/{id}"] == 1


def _row(shops: Shops, **changes: Any) -> Row:
    told = {
        "line": 2,
        "subscription": "R-1",
        "customer": "C-1",
        "starts": FEBRUARY,
        "currency": "usd",
        "metadata": {"tier": "gold"},
        **changes,
    }
    parts = told.pop("parts", None) or (Part(price=shops.price("new")),)
    return Row.model_validate({**told, "parts": parts})


def _judged(shops: Shops, row: Row) -> Entry:
    def look(kind: Thing, name: str) -> Any:
        return living(shops.stripe, "new", kind, name)

    return judge_row("oldcart", row, Target(look, shops.world.clock), Rules())


def _held(shops: Shops, row: Row) -> str:
    entry = _judged(shops, row)
    assert entry.outcome == "held"
    return entry.sentence
