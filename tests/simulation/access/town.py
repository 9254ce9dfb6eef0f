"""KAJ: the outside of a simulation: three Stripe accounts, two sites of one Kajabi, one clock.

Everything here is what other companies' machines do and show; nothing of ours is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from pydantic import SecretStr

from carryover.access.rules import BrakeRule, Rules, SiteRules
from carryover.adapters.kajabi.api import KajabiApi
from carryover.adapters.kajabi.sites import SiteKey
from carryover.adapters.kajabi.tokens import Tokens
from carryover.adapters.kajabi.transport import Transport
from carryover.adapters.kajabi.urls import InboundUrls
from carryover.adapters.pace import Unpaced
from sandbox.ground.inside import Inside
from sandbox.ground.outage import Outage
from sandbox.kajabi.core.records import Hook, Offer, Site, Tag
from sandbox.kajabi.core.world import World
from sandbox.kajabi.people import automations, catalogue
from sandbox.kajabi.sandbox import Sandbox
from tests.unit.migration.moving.stage import Stripes

TOKEN: Final = "a-token-of-more-than-22-letters"
FORM: Final = "cancel"
"""The form a member fills in to leave; an automation tags whoever did."""

SHELVES: Final = {"academy": ("gold", "silver"), "studio": ("film",)}
"""What each site sells."""
ACCOUNTS: Final = ("us", "intl", "new")


@dataclass
class Place:
    """A site, with what the owner made there."""

    alias: str
    site: Site
    offers: dict[str, Offer]
    left: Tag
    other: Tag
    """Says nothing about leaving."""


@dataclass
class Town:
    """The providers."""

    seed: int = 1
    stripes: Stripes = field(default_factory=Stripes)

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(self.seed, self.now)
        self.session = requests.Session()
        self.session.trust_env = False  # looking for proxies takes longer than asking
        self.session.mount("https://api.kajabi.com", Inside(self.sandbox))
        self.sandbox.world.open_key("school", "opensesame")
        self.places = {alias: self._opened(alias) for alias in SHELVES}
        self.prices = {
            (account, plan): self.stripes.price(account, amount=1_000 + 500 * number)
            for account in ACCOUNTS
            for number, plan in enumerate(plan for plans in SHELVES.values() for plan in plans)
        }

    @property
    def now(self) -> int:
        return self.stripes.world.clock

    @property
    def kajabi(self) -> World:
        return self.sandbox.world

    def it_is(self, at: int) -> None:
        """Let time pass on both sides."""
        self.stripes.world.advance(at)
        self.kajabi.advance(at)

    def place_of(self, plan: str) -> Place:
        return next(each for each in self.places.values() if plan in each.offers)

    def plan_of(self, price: str) -> str:
        return next(plan for (_, plan), each in self.prices.items() if each == price)

    def goes_down(self, hours: int) -> None:
        """Every request fails, and every hook of that time is lost."""
        self.kajabi.state.outage = Outage(self.now + hours * 3_600)

    def down(self) -> bool:
        return self.sandbox.desk.outage() is not None

    def rules(self) -> Rules:
        """What the owner decided: everything as it comes, but for the tags."""
        return Rules(sites={alias: self._rules(each) for alias, each in self.places.items()})

    def api(self) -> KajabiApi:
        """The way in; tokens end by the town's clock."""
        tokens = Tokens(lambda: float(self.now), self.session)
        return KajabiApi(Transport(self, tokens, Unpaced(), self.session))

    def urls(self) -> InboundUrls:
        return InboundUrls(self, Unpaced(), self.session)

    def of(self, site: str) -> SiteKey:
        return SiteKey(
            site=self.places[site].site.id,
            client_id="school",
            client_secret=SecretStr("opensesame"),
        )

    def tags(self) -> list[str]:
        return list(self.kajabi.state.tags)

    def reread(self) -> Mapping[str, SiteKey]:
        return {}

    def subscription(self, account: str, name: str) -> dict[str, Any]:
        """What Stripe holds, not what it shows."""
        found = self.stripes.world.accounts[account].find("subscription", name)
        assert found is not None, f"{account} knows no {name}"
        return found

    def _rules(self, place: Place) -> SiteRules:
        plans = {
            price: (place.offers[plan].id,)
            for (_, plan), price in self.prices.items()
            if plan in place.offers
        }
        return SiteRules(
            accounts=ACCOUNTS,
            plans=plans,
            cancel_tags=frozenset({place.left.id}),
            tags_are="members_only",
            brake=BrakeRule(most=10_000),
        )

    def _opened(self, alias: str) -> Place:
        world = self.kajabi
        site = world.open_site(alias)
        terms = catalogue.Terms(price=1_000)
        offers = {
            plan: catalogue.make_offer(world, site, plan, terms, []) for plan in SHELVES[alias]
        }
        left, other = (catalogue.make_tag(world, site, each) for each in ("Cancelled", "Fan"))
        automations.set_up(world, site, "form_submitted", FORM, "add_tag", left.id)
        for event in ("tag_added", "tag_removed", "purchase"):
            key = world.number("hooks")
            url = f"https://carryover.example/webhooks/kajabi/{alias}/{TOKEN}"
            world.state.hooks[key] = Hook(key, site.id, event, url, None, self.now)
        return Place(alias, site, offers, left, other)
