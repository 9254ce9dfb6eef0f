"""STRIPE.md §3: what a recreated subscription does to discounts."""

from tests.live.conftest import Tell
from tests.live.story import instant

BOUNDARY = "2026-03-20T12:00:00"
INERT = {"billing_cycle_anchor": instant(BOUNDARY), "proration_behavior": "none"}


def test_a_once_coupon_applies_again_to_the_first_invoice_of_a_recreated_one(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    discounts = [{"coupon": story.coupon(duration="once")}]

    made = story.subscribe(story.customer(), story.price(), discounts=discounts, **INERT)
    story.it_is("2026-04-21T12:00:00")

    charged = [invoice.total for invoice in story.invoices(made) if invoice.total]
    assert charged == [1000, 2000]


def test_a_repeating_coupon_starts_its_months_again(tell: Tell) -> None:
    """Months count from the redemption, and the first charge comes only at the boundary."""
    story = tell("2026-03-01T12:00:00")
    discounts = [{"coupon": story.coupon(duration="repeating", duration_in_months=2)}]

    made = story.subscribe(story.customer(), story.price(), discounts=discounts, **INERT)
    story.it_is("2026-04-21T12:00:00")
    story.it_is("2026-05-21T12:00:00")

    charged = [invoice.total for invoice in story.invoices(made) if invoice.total]
    assert charged == [1000, 1000, 2000]


def test_a_forever_coupon_survives_the_disarming_update(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    discounts = [{"coupon": story.coupon(duration="forever")}]
    made = story.subscribe(
        story.customer(), story.price(), discounts=discounts, cancel_at_period_end=True, **INERT
    )

    disarmed = story.update(made, cancel_at_period_end=False)

    assert len(disarmed.discounts) == 1
