"""Somebody in mid-move: the source pays, the target is armed (DESIGN.md §5). Whoever looked at the
target too would give the same access twice, and take it when the target ends itself."""

from cli.demo.access.members import MARK
from cli.demo.moving.counter import Counter
from cli.theatre import LocalStripe

NUMBER = 9_001


def begin(stripe: LocalStripe) -> None:
    """Leave somebody where a move that stopped after its first step leaves them."""
    old, new = Counter("us", stripe.client("us")), Counter("new", stripe.client("new"))
    email = f"in.mid.move.{NUMBER}@us.example"
    source = old.subscribe(old.customer(NUMBER, email=email))
    product = new.post("products", name="Course", metadata={MARK: f"us/{old.product()}"})["id"]
    rhythm = {"interval": "month", "interval_count": 1}
    price = new.post("prices", product=product, currency="usd", unit_amount=2900, recurring=rhythm)[
        "id"
    ]
    new.subscribe(
        new.customer(NUMBER, email=email),
        price,
        billing_cycle_anchor=source["items"]["data"][0]["current_period_end"],
        proration_behavior="none",
        cancel_at_period_end=True,
        metadata={MARK: f"us/{source['id']}"},
    )
