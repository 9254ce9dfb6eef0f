"""MIG-2: no field of a subscription passes unseen, whatever a new API version brings."""

from typing import Any

import pytest
from stripe import Customer, StripeObject, Subscription, SubscriptionItem

from carryover.migration.planning.codes import HEADINGS, Code
from carryover.migration.planning.fate import Fate, Field
from carryover.migration.planning.fields import SUBSCRIPTION
from carryover.migration.planning.fields_around import CUSTOMER, ITEM
from carryover.migration.planning.judging import Blocked, Movable, judge
from carryover.migration.planning.rules import Rules
from tests.unit.migration.shapes import SHAPES

TABLES = {"subscription": SUBSCRIPTION, "item": ITEM, "customer": CUSTOMER}
TYPES: dict[str, Any] = {
    "subscription": Subscription,
    "item": SubscriptionItem,
    "customer": Customer,
}
INSIDE: dict[str, Any] = {
    "automatic_tax": Subscription.AutomaticTax,
    "billing_mode": Subscription.BillingMode,
    "invoice_settings": Subscription.InvoiceSettings,
    "payment_settings": Subscription.PaymentSettings,
    "trial_settings": Subscription.TrialSettings,
    "trial_settings.end_behavior": Subscription.TrialSettings.EndBehavior,
}


def names(of: type[StripeObject]) -> set[str]:
    """What the SDK says an object has."""
    return set(of.__annotations__) - {
        "OBJECT_NAME",
        "_inner_class_types",
        "_inner_class_decorators",
    }


@pytest.mark.parametrize("what", TABLES)
def test_every_field_of_the_pinned_version_has_its_line(what: str) -> None:
    table = {name for name in TABLES[what] if "." not in name}

    assert table == {name for name in names(TYPES[what]) if not name.startswith("_")}


@pytest.mark.parametrize("path", INSIDE)
def test_so_has_every_field_inside_one_that_is_taken_apart(path: str) -> None:
    inside = {
        name.removeprefix(f"{path}.")
        for name in SUBSCRIPTION
        if name.startswith(f"{path}.") and "." not in name.removeprefix(f"{path}.")
    }

    assert SUBSCRIPTION[path].fate is Fate.NESTED
    assert inside == {name for name in names(INSIDE[path]) if not name.startswith("_")}


def test_a_customers_invoice_settings_are_taken_apart_too() -> None:
    inside = {name.partition(".")[2] for name in CUSTOMER if "." in name}

    assert inside == {name for name in names(Customer.InvoiceSettings) if not name.startswith("_")}


def test_every_line_says_how_or_why() -> None:
    lines = [field for table in TABLES.values() for field in table.values()]

    assert all(field.why for field in lines)
    assert all(_asks_for_something(field) for field in lines if field.fate is Fate.BLOCKS)


def test_every_code_has_a_heading() -> None:
    assert set(HEADINGS) == {code.value for code in Code}
    assert len(set(HEADINGS.values())) == len(HEADINGS)


BLOCKING = [
    (what, name)
    for what, table in TABLES.items()
    for name, field in table.items()
    if field.fate is Fate.BLOCKS
]


@pytest.mark.parametrize(("what", "name"), BLOCKING)
def test_whoever_has_a_field_that_blocks_is_held(what: str, name: str) -> None:
    field = TABLES[what][name]

    verdict = _judged_with(what, name, {"level": 3})

    assert isinstance(verdict, Blocked)
    assert field.code in {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize("what", TABLES)
def test_a_field_nobody_told_us_about_holds(what: str) -> None:
    verdict = _judged_with(what, "loyalty", {"level": 3})

    assert isinstance(verdict, Blocked)
    [reason] = verdict.reasons
    assert reason.code == Code.UNKNOWN
    assert f"Its {what} has the field loyalty" in reason.sentence


@pytest.mark.parametrize("nothing", [None, False, 0, "", [], {}, {"level": None, "on": False}])
def test_but_not_if_it_says_nothing(nothing: object) -> None:
    assert isinstance(_judged_with("subscription", "loyalty", nothing), Movable)


def test_what_cannot_be_read_is_held() -> None:
    verdict = _judged_with("subscription", "billing_mode", None)

    assert isinstance(verdict, Blocked)
    [reason] = verdict.reasons
    assert (reason.code, "billing_mode" in reason.sentence) == (Code.UNREADABLE, True)


def _judged_with(what: str, name: str, value: object) -> object:
    world = SHAPES["monthly"].world()
    seen = world.see("us", SHAPES["monthly"].made(world))
    raw: Any = seen.subscription
    within = {"subscription": raw, "item": raw["items"]["data"][0], "customer": raw["customer"]}
    *outer, last = name.split(".")
    place = within[what]
    for step in outer:
        place = place[step]
    place[last] = value
    return judge(seen, Rules(), now=world.now)


def _asks_for_something(field: Field) -> bool:
    return field.why.rstrip().endswith(".") and len(field.why) > 60
