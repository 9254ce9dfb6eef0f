"""A small cast for the chapter played by itself: nobody was moved, everybody joins at Stripe while
its webhooks are connected, and a webhook is what opens the door (KAJ-6)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cli.demo.moving.counter import Counter
from cli.demo.quiet import Advance
from cli.theatre import SOURCES, LocalStripe

PEOPLE: Final = 24
"""Of each account."""

BOUGHT: Final = 5
"""Of those: bought at Kajabi itself before they subscribed."""


@dataclass
class Company:
    """The people of two accounts."""

    stripe: LocalStripe
    tell: Advance
    counters: list[Counter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counters = [Counter(alias, self.stripe.client(alias)) for alias in SOURCES]

    def is_expected(self) -> None:
        """Make what will be sold, so that the owner can say what it opens."""
        for counter in self.counters:
            counter.product()

    def joins(self, buys: Callable[[str, str], None]) -> None:
        """Let them subscribe; the last of each account subscribes twice. ``buys`` is told who had
        bought before, and whose course."""
        total = PEOPLE * len(self.counters)
        for place, counter in enumerate(self.counters):
            for number in range(PEOPLE):
                if number < BOUGHT:
                    buys(f"customer.{number}@{counter.account}.example", counter.account)
                someone = counter.customer(number)
                counter.subscribe(someone)
                self.tell("people subscribe", place * PEOPLE + number + 1, total)
            counter.subscribe(someone, counter.price(900))
