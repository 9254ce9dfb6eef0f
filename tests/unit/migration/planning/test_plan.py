"""MIG-2, MIG-3: the plan has a line for every subscription, is the same whenever and wherever it is
made, and only its hash can be approved."""

import csv
import random
from dataclasses import replace
from io import StringIO

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Old, Thing
from carryover.migration.planning.building import build
from carryover.migration.planning.codes import Code
from carryover.migration.planning.plan import Plan, load
from carryover.migration.planning.rules import Catalogue, Rules
from carryover.migration.planning.telling import COLUMNS, as_csv, as_markdown
from tests.unit.migration.planning.archives import InMemory, Taken, snapshot
from tests.unit.migration.shapes import SHAPES, World2
from tests.unit.migration.shapes.shop import coupon, price, subscribe

SOLD = (
    "monthly",
    "months_of_an_amount",
    "by_promotion_code",
    "tax_on_top",
    "charges_waiting",
    "cancelled_at_period_end",
    "credit_balance",
)


@pytest.fixture(scope="module")
def world() -> World2:
    """One source with a little of everything, and its cards copied."""
    world = World2()
    for name in SOLD:
        SHAPES[name].make(world)
    return world


@pytest.fixture(scope="module")
def cards(world: World2) -> dict[Old, str]:
    return world.copies("us")


@pytest.fixture(scope="module")
def taken(world: World2) -> InMemory:
    return snapshot(world)


@pytest.fixture(scope="module")
def plan(taken: InMemory, cards: dict[Old, str]) -> Plan:
    return build([taken], cards, Rules())


def test_every_subscription_has_its_line(plan: Plan, taken: InMemory) -> None:
    entries = list(plan.entries())

    named = [(entry.account, entry.subscription) for entry in entries]
    assert named == sorted(("us", each["id"]) for each in taken.each("subscription"))
    assert plan.head.count == len(entries) == len(SOLD)
    assert all(
        (entry.spec is not None) == (entry.outcome in {"moves", "later"}) for entry in entries
    )
    assert all(bool(entry.reasons) == (entry.outcome != "moves") for entry in entries)


def test_the_same_snapshot_gives_the_same_bytes_in_whatever_order_it_was_read(
    plan: Plan, taken: InMemory, cards: dict[Old, str]
) -> None:
    shuffled = {kind: random.Random(7).sample(of, len(of)) for kind, of in taken.objects.items()}

    again = build([replace(taken, objects=shuffled)], dict(reversed(cards.items())), Rules())

    assert list(again.dump()) == list(plan.dump())


@pytest.mark.parametrize(
    "rules", [Rules(guard_hours=24), Rules(catalogue=Catalogue(prices={"us/price_1": "price_x"}))]
)
def test_other_rules_are_another_plan(
    plan: Plan, taken: InMemory, cards: dict[Old, str], rules: Rules
) -> None:
    assert build([taken], cards, rules).hash != plan.hash


def test_other_content_is_another_plan(plan: Plan, taken: InMemory, cards: dict[Old, str]) -> None:
    other = replace(taken, manifest=replace(taken.manifest, digest="other"))

    assert build([other], cards, Rules()).hash != plan.hash
    assert build([taken], {}, Rules()).hash != plan.hash


def test_it_is_written_and_read_again(plan: Plan) -> None:
    lines = list(plan.dump())

    again = load(lambda: iter(lines))

    again.verify()
    assert (again.hash, list(again.entries())) == (plan.hash, list(plan.entries()))
    assert list(again.dump()) == lines
    first = next(plan.entries())
    assert again.find(first.account, first.subscription) == first
    assert again.find("intl", first.subscription) is None


def test_a_line_changed_by_hand_is_found(plan: Plan) -> None:
    lines = [line.replace(b'"amount":2900', b'"amount":2800') for line in plan.dump()]

    with pytest.raises(NeedsReview, match="changed after it was made"):
        load(lambda: iter(lines)).verify()


@pytest.mark.parametrize("text", [b"", b"{}", b"Plan\n", b'{"format":2}'])
def test_something_else_is_no_plan(text: bytes) -> None:
    with pytest.raises(NeedsReview, match="no plan"):
        load(lambda: iter([text]))


def test_who_was_not_copied_is_held_with_a_sentence(taken: InMemory) -> None:
    plan = build([taken], {}, Rules())

    entries = [entry for entry in plan.entries() if entry.reasons[0].code == Code.NO_MAPPING]
    assert {entry.outcome for entry in entries} == {"held"}
    assert len(entries) == plan.head.reasons[Code.NO_MAPPING] == 5
    assert "is not in the card mapping: Stripe has not copied it" in entries[0].sentence
    assert {len(entry.reasons) for entry in entries} == {2}, "customer and card"


def test_who_is_invoiced_by_email_needs_no_card() -> None:
    world = World2()
    made = SHAPES["invoices_by_email"].make(world)
    customers = {old: new for old, new in world.copies("us").items() if old.kind is Thing.CUSTOMER}

    [entry] = build([snapshot(world)], customers, Rules()).entries()

    assert (entry.subscription, entry.outcome) == (made["id"], "moves")


def test_the_catalogue_is_told_everything_that_will_be_needed() -> None:
    """Also the coupons of fewer months, for those who renew before they are moved."""
    world = World2()
    months = coupon(world, duration="repeating", duration_in_months=6)
    of = price(world)
    subscribe(world, sold=of, discounts=[{"coupon": months}])
    subscribe(world, sold=of)
    world.days_pass(40)
    cards = world.copies("us")
    rules = Rules(catalogue=Catalogue(prices={f"us/{of}": "price_there"}))

    needs = build([snapshot(world)], cards, rules).head.needs

    assert [(need.kind, need.id, need.uses, need.instead) for need in needs] == [
        *((Thing.COUPON, f"{months}~{n}m", 1, None) for n in (1, 2, 3, 4)),
        (Thing.PRICE, of, 2, "price_there"),
    ]


def test_codes_that_can_still_be_redeemed_are_to_work_in_the_target() -> None:
    """MIG-4: whether or not a moved subscription has redeemed them."""
    world = World2()
    SHAPES["by_promotion_code"].make(world)
    promotion = {"type": "coupon", "coupon": coupon(world)}
    unused = world.post("us", "promotion_codes", promotion=promotion, code="FLYER")["id"]
    world.post("us", "promotion_codes", promotion=promotion, code="OVER", active=False)

    needs = build([snapshot(world)], world.copies("us"), Rules()).head.needs

    codes = {need.id: need.uses for need in needs if need.kind is Thing.PROMOTION_CODE}
    assert codes.pop(unused) == 0
    assert list(codes.values()) == [1]


def test_two_sources_may_use_the_same_ids(plan: Plan, taken: InMemory) -> None:
    """MIG-13."""
    twin = InMemory(Taken("intl", taken.manifest.taken_at, "intl"), taken.objects)

    both = build([twin, taken], _Everybody(), Rules())

    names = [entry.name for entry in both.entries()]
    assert len(set(names)) == 2 * plan.head.count
    assert names == sorted(names)


def test_it_sums_up_by_currency(plan: Plan) -> None:
    [usd] = plan.head.totals

    assert usd.currency == "usd"
    assert {outcome: of.count for outcome, of in usd.outcomes.items()} == plan.head.outcomes
    assert usd.outcomes["moves"].amount == 2900 * plan.head.outcomes["moves"]


def test_people_read_it_as_a_page(plan: Plan) -> None:
    page = "\n".join(as_markdown(plan))

    assert plan.hash in page
    assert "| Customer balance (`balance`) | 1 |" in page
    held = next(entry for entry in plan.entries() if entry.outcome == "held")
    assert f"| `{held.name}` | `{held.customer}` | {held.sentence} |" in page


def test_and_as_a_table(plan: Plan) -> None:
    rows = list(csv.DictReader(StringIO("".join(as_csv(plan)))))

    assert tuple(rows[0]) == COLUMNS
    assert [row["subscription"] for row in rows] == [each.subscription for each in plan.entries()]
    assert {row["outcome"] for row in rows} == {"moves", "later", "held", "stays"}


class _Everybody:
    def __contains__(self, _: object) -> bool:
        return True
