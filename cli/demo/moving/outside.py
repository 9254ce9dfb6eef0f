"""The world around the stage: Stripe's clock, what it was asked, all it holds."""

import os
from dataclasses import dataclass
from typing import Final

from cli.theatre import LocalStripe, Theatre

DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Outside:
    """The local Stripe, from above."""

    theatre: Theatre

    @property
    def stripe(self) -> LocalStripe:
        """Whose clock it is."""
        return self.theatre.stripe

    def now(self) -> int:
        """Tell the time, in seconds since 1970."""
        return int(self.stripe.control("GET", "clock")["now"])

    def days_pass(self, days: float) -> None:
        """Let time go by."""
        self.seconds_pass(round(days * DAY))

    def seconds_pass(self, seconds: int) -> None:
        """Let time go by."""
        self.theatre.time_passes(seconds)

    def calls(self) -> int:
        """Count every request to every account so far."""
        accounts = self.stripe.control("GET", "stats")["accounts"].values()
        return sum(sum(each["requests"].values()) for each in accounts)

    def stumbles(self) -> int:
        """Count the requests that were made to fail."""
        found: object = self.stripe.control("GET", "stats")["api_faults"]
        return sum(found.values()) if isinstance(found, dict) else int(str(found))

    def saved(self) -> bytes:
        """Take everything there is, as one snapshot."""
        answer = self.stripe.session.get(f"{self.stripe.url}/_sandbox/snapshot", timeout=120)
        answer.raise_for_status()
        return answer.content


def no_keys_of_others() -> None:
    """Forget keys in the environment: the demo has its own, in the local stage's secret."""
    for name in [each for each in os.environ if each.startswith("CARRYOVER_STRIPE_")]:
        del os.environ[name]
