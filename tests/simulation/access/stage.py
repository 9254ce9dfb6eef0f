"""KAJ: one member in the town, through the real door, channel and worker, in calm weather."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, cast

from carryover.access.messages import Poll
from carryover.adapters.stripe.billing import StripeBilling
from carryover.ports.stripe_api import StripeApi
from sandbox.kajabi.control import deeds
from sandbox.kajabi.core.records import Contact
from sandbox.kajabi.people import access, contacts
from tests.simulation.access.river import River, Weather
from tests.simulation.access.town import FORM, Place, Town

CALM: Final = Weather(lost=0, twice=0, late=0, died=0)
ADA: Final = "ada@example.com"


@dataclass
class Counted:
    """Stripe, asked through a counter."""

    port: Any
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)

        def ask(*said: Any, **more: Any) -> Any:
            self.asked += 1
            return method(*said, **more)

        return ask


@dataclass
class Stage:
    """Ada pays for gold, and has it."""

    plan: str = "gold"
    hooks_arrive: bool = True
    bought: bool = False
    town: Town = field(default_factory=Town)

    def __post_init__(self) -> None:
        self.river = River(self.town, Random(1), CALM)
        self.stripe = Counted(self.town.stripes.api)
        self.river.billing = StripeBilling(cast("StripeApi", self.stripe))
        self.place: Place = self.town.place_of(self.plan)
        if self.bought:
            offer = self.place.offers[self.plan].id
            deeds.buy(self.town.kajabi, self.place.site, ADA, "Ada", offer)
        self.sub = self.subscribes(ADA)
        self.polls()
        self.polls()

    def subscribes(self, email: str, account: str = "us") -> str:
        customer = self.town.stripes.customer(account)
        self.town.stripes.post(account, f"customers/{customer}", email=email)
        price = self.town.prices[account, self.plan]
        made: str = self.town.stripes.subscribe(account, customer=customer, price=price)["id"]
        self.passes(5)
        return made

    def contact(self, email: str = ADA) -> Contact:
        found = contacts.by_email(self.town.kajabi, self.place.site, email)
        assert found is not None
        return found

    def leaves(self, channel: str) -> None:
        """Ada leaves, by one of the ways there are."""
        CHANNELS[channel](self)

    def passes(self, seconds: int) -> None:
        """Time goes by, second by second, and whatever is due is done."""
        for _ in range(seconds):
            self.town.it_is(self.town.now + 1)
            if self.hooks_arrive:
                self.river.carries_letters()
            self.river.flows()

    def polls(self) -> None:
        """A minute passes, and the poll comes around."""
        self.passes(55)
        self.river.tells(Poll(), f"poll:{self.town.now}")
        self.passes(5)

    def ended_at(self, sub: str | None = None) -> int | None:
        """When Stripe was told of the end; ``None``: it goes on."""
        raw = self.town.subscription("us", sub or self.sub)
        at: int | None = raw["canceled_at"]
        return at

    def requests(self) -> int:
        """Asked of Kajabi so far."""
        return self.town.sandbox.desk.requests.total()


def _by_form(stage: Stage) -> None:
    deeds.submit(stage.town.kajabi, stage.contact(), FORM)


def _by_deactivation(stage: Stage) -> None:
    (one,) = access.active(stage.town.kajabi, stage.contact())
    access.deactivate(stage.town.kajabi, one)


def _by_revocation(stage: Stage) -> None:
    offer = stage.place.offers[stage.plan]
    access.revoke(stage.town.kajabi, stage.contact(), offer)


CHANNELS: Final[dict[str, Callable[[Stage], None]]] = {
    "form": _by_form,
    "deactivation": _by_deactivation,
    "revocation": _by_revocation,
}
