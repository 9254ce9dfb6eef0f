"""https://docs.stripe.com/billing/subscriptions/billing-cycle: anchors on days some months lack."""

from tests.live.conftest import Tell
from tests.live.story import instant, renews


def test_an_anchor_on_the_31st_is_remembered_through_february(tell: Tell) -> None:
    story = tell("2026-01-31T12:00:00")
    made = story.subscribe(story.customer(), story.price())

    story.it_is("2026-02-28T18:00:00")

    assert renews(story.now(made)) == "2026-03-31"


def test_recreated_on_28_february_it_stays_on_the_28th(tell: Tell) -> None:
    story = tell("2026-02-10T12:00:00")
    anchor = instant("2026-02-28T12:00:00")
    made = story.subscribe(
        story.customer(), story.price(), billing_cycle_anchor=anchor, proration_behavior="none"
    )

    story.it_is("2026-02-28T18:00:00")

    assert renews(story.now(made)) == "2026-03-28"


def test_recreated_with_the_original_day_it_returns_to_the_31st(tell: Tell) -> None:
    story = tell("2026-02-10T12:00:00")
    config = {"day_of_month": 31, "hour": 12, "minute": 0, "second": 0}
    made = story.subscribe(
        story.customer(),
        story.price(),
        billing_cycle_anchor_config=config,
        proration_behavior="none",
    )

    story.it_is("2026-02-28T18:00:00")

    assert renews(story.now(made)) == "2026-03-31"
