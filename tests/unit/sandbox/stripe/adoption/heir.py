"""A shop and its heir: everything the first one shows its clients is taken in by the other."""

from typing import Any

from sandbox.stripe.adoption.adopting import adopt
from sandbox.stripe.adoption.report import Report
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from tests.simulation.reading import read_out
from tests.unit.sandbox.stripe.billing.shop import KEY, Object, Shop

type Papers = dict[str, list[Object]]


class Heir(Shop):
    """A shop in a world of its own that begins where the papers were read."""

    def __init__(self, papers: Papers, now: int, seed: int = 77) -> None:
        super().__init__(seed=seed)
        self.world = World(seed=seed, start=now)
        self.account = self.world.open("shop", KEY)
        self.desk = Desk(self.world)
        self.heard = []
        self.world.listeners.append(lambda _, event: self.heard.append(event))
        self.report: Report = adopt(self.account, papers)

    @property
    def refusals(self) -> dict[str, str]:
        """What was refused, by id."""
        return {each.id: each.sentence for each in self.report.refused.values()}


def heir_of(shop: Shop) -> Heir:
    """Read a shop out and hand it over."""
    return Heir(read_out(shop), shop.world.clock)


def both_live(shop: Shop, heir: Heir, days: float) -> tuple[list[Any], list[Any]]:
    """Let both live on for some days, and tell what each took and asked for."""
    since = shop.world.clock
    shop.days_pass(days)
    heir.days_pass(days)
    return _told(shop, since), _told(heir, since)


def _told(shop: Shop, since: int) -> list[Any]:
    charges = [
        ("charge", each["created"], each["amount"], each["status"], each["customer"])
        for each in shop.account.all("charge")
        if each["created"] > since
    ]
    invoices = [
        ("invoice", each["created"], each["total"], each["status"], each["customer"])
        for each in shop.account.all("invoice")
    ]
    lives = [
        ("subscription", each["id"], each["status"], each["schedule"])
        for each in shop.account.all("subscription")
    ]
    return sorted([*charges, *invoices, *lives], key=str)
