"""STRIPE.md §3: the preview that proves a move before the source is stopped."""

from typing import Any

from tests.live.conftest import Tell
from tests.live.story import instant

BOUNDARY = "2026-03-20T12:00:00"


def test_the_preview_of_an_armed_one_tells_the_invoice_that_comes_when_disarmed(
    tell: Tell,
) -> None:
    story = tell("2026-03-01T12:00:00")
    made = story.subscribe(
        story.customer(),
        story.price(),
        billing_cycle_anchor=instant(BOUNDARY),
        proration_behavior="none",
        cancel_at_period_end=True,
    )

    asked: Any = {
        "subscription": made.id,
        "subscription_details": {"cancel_at_period_end": False},
    }
    preview = story.client.v1.invoices.create_preview(asked)
    story.update(made, cancel_at_period_end=False)
    story.it_is("2026-03-21T12:00:00")

    real = story.invoices(made)[-1]
    assert preview.total == real.total == 2000
    assert [line.period.start for line in preview.lines.data] == [
        line.period.start for line in real.lines.data
    ]
