"""What is sold inside HighLevel becomes our record (CRM-2): all of it, once, as last seen."""

from dataclasses import replace

import pytest

from carryover.crm.messages import Poll, Reread
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.errors import NeedsReview
from carryover.ports.highlevel_sales import Sale, Sold, Unclear
from tests.unit.crm.world import DAY, NOW, World


def sale(name: str, kind: Sale = Sale.TRANSACTION, at: int = NOW - DAY) -> Sold:
    return Sold(
        sale=kind,
        id=name,
        contact="ada",
        email="ada@example.com",
        currency="eur",
        amount=1990,
        refunded=0,
        status="succeeded",
        live=True,
        provider="stripe",
        charge=f"ch_{name}",
        subscription="",
        source="funnel/two_step_order_form",
        created=at,
        changed=at,
    )


@pytest.fixture
def world() -> World:
    made = World()
    made.crm.sales = {
        kind: [sale(f"{kind}-{n}", kind, NOW - n * 100 * DAY) for n in range(30)] for kind in Sale
    }
    return made


def held(world: World, kind: Sale, place: int) -> Sold:
    found = world.crm.sales[kind][place]
    assert isinstance(found, Sold)
    return found


def polls(world: World) -> None:
    world.hears(Poll())
    world.works()


def test_the_first_reading_records_everything_there_ever_was(world: World) -> None:
    polls(world)

    assert len(world.sales.rows) == 3 * 30


def test_reading_again_writes_nothing(world: World) -> None:
    polls(world)
    world.sales.writes = 0

    polls(world)

    assert world.sales.writes == 0


def test_later_readings_ask_only_for_what_is_new(world: World) -> None:
    polls(world)
    world.crm.asked.clear()

    polls(world)

    assert len([each for each in world.crm.asked if each.startswith("sold")]) == len(Sale)


def test_a_sale_during_an_outage_is_found_afterwards(world: World) -> None:
    polls(world)
    world.passes(days=3)
    world.crm.sales[Sale.ORDER].append(sale("late", Sale.ORDER, NOW + DAY))

    polls(world)

    assert ("academy", "orders", "late") in world.sales.rows


def test_while_highlevel_is_away_polls_give_way_to_the_next_one(world: World) -> None:
    polls(world)
    world.passes(days=3)
    world.crm.down = True
    world.hears(Poll())
    assert {done.outcome for done in world.works()} == {"later"}
    world.crm.sales[Sale.ORDER].append(sale("late", Sale.ORDER, NOW + DAY // 2))
    world.passes(days=4)
    world.crm.down = False

    polls(world)

    assert ("academy", "orders", "late") in world.sales.rows


def test_a_refund_months_later_is_found_by_the_deep_reading(world: World) -> None:
    polls(world)
    paid = held(world, Sale.TRANSACTION, 1)
    world.crm.sales[Sale.TRANSACTION][1] = replace(paid, refunded=1990, status="refunded")

    polls(world)
    assert world.sales.rows["academy", "transactions", paid.id].refunded == 0
    world.hears(Reread())
    world.works()

    assert world.sales.rows["academy", "transactions", paid.id].refunded == 1990


def test_the_end_of_an_old_subscription_is_found_by_the_deep_reading(world: World) -> None:
    polls(world)
    oldest = held(world, Sale.SUBSCRIPTION, -1)
    world.crm.sales[Sale.SUBSCRIPTION][-1] = replace(oldest, status="canceled")

    world.hears(Reread())
    world.works()

    assert world.sales.rows["academy", "subscriptions", oldest.id].status == "canceled"


def test_one_sale_nobody_understands_does_not_hold_up_the_others(world: World) -> None:
    world.crm.sales[Sale.ORDER].insert(3, Unclear("odd", "an unknown shape"))

    world.hears(Poll())
    with pytest.raises(NeedsReview, match="an unknown shape"):
        world.works()

    assert ("academy", "orders", "orders-0") in world.sales.rows


def test_an_event_about_an_order_is_a_reason_to_read_it(world: World) -> None:
    told = CrmTouched(
        account="agency",
        evidence="w",
        event="OrderStatusUpdate",
        location="ve9",
        about="order",
        id="orders-7",
    )

    assert world.hears(told).outcome == "1 changed"
    assert list(world.sales.rows) == [("academy", "orders", "orders-7")]


def test_news_of_a_location_nobody_knows_is_a_persons_question(world: World) -> None:
    told = CrmTouched(
        account="agency", evidence="w", event="OrderCreate", location="else", about="order", id="o"
    )

    with pytest.raises(NeedsReview, match="no rules do"):
        world.hears(told)
