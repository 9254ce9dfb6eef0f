"""DESIGN.md §5: the target of a move is inert until the boundary, and ends itself there unless
disarmed."""

from stripe import Subscription

from tests.live.conftest import Tell
from tests.live.story import Story, instant, renews

BOUNDARY = "2026-03-20T12:00:00"


def armed(story: Story, price: str) -> Subscription:
    return story.subscribe(
        story.customer(),
        price,
        billing_cycle_anchor=instant(BOUNDARY),
        proration_behavior="none",
        cancel_at_period_end=True,
    )


def test_armed_with_a_future_anchor_it_keeps_the_anchor_and_charges_nothing(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")

    made = armed(story, story.price())

    assert made.status == "active"
    assert made.billing_cycle_anchor == instant(BOUNDARY)
    assert made.cancel_at == instant(BOUNDARY)
    assert [invoice.amount_due for invoice in story.invoices(made)] in ([], [0])


def test_left_armed_it_ends_itself_at_the_boundary_and_never_charges(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    made = armed(story, story.price())

    story.it_is("2026-03-21T12:00:00")

    assert story.now(made).status == "canceled"
    assert sum(invoice.amount_due for invoice in story.invoices(made)) == 0


def test_disarmed_it_renews_at_the_boundary_for_the_whole_price(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    made = armed(story, story.price())

    disarmed = story.update(made, cancel_at_period_end=False)
    story.it_is("2026-03-21T12:00:00")

    assert disarmed.cancel_at is None
    assert disarmed.billing_cycle_anchor == instant(BOUNDARY)
    assert renews(story.now(made)) == "2026-04-20"
    assert story.invoices(made)[-1].amount_paid == 2000


def test_a_source_set_to_end_at_its_boundary_is_not_charged_there(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    source = story.subscribe(story.customer(), story.price())

    story.update(source, cancel_at_period_end=True)
    story.it_is("2026-04-02T12:00:00")

    assert story.now(source).status == "canceled"
    assert [invoice.amount_paid for invoice in story.invoices(source)] == [2000]
