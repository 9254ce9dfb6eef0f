"""KAJ-1, KAJ-2, KAJ-4: what happens between two steps of ours is nobody's farewell, and
nothing that was given stays behind."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from carryover.access.messages import AccessEnvelope, Poll, Provide, Withdraw
from carryover.access.model import LinkState
from carryover.access.rules import Rules
from carryover.kernel.errors import NeedsReview
from carryover.ports.kajabi import No
from tests.fakes.kajabi import MemoryKajabi
from tests.fakes.memory import Killed
from tests.unit.access.world import NOW, RULES, SITE, World, purchased, state_of


def gold() -> World:
    """Ada pays for gold and has it."""
    world = World()
    world.kajabi.joins("c1", "ada@example.com")
    world.billing.sells("sub_ada", "ada@example.com", created=NOW - 1_000)
    return world.hears(Provide(account="us", subscription="sub_ada"), name="join")


def dies_in(world: World, told: Provide, when: Callable[[World], bool]) -> None:
    """A worker dies at the first moment of which that is true."""
    papers = {"id": "dies", "cause": "test", "occurred_at": world.now}
    letter = AccessEnvelope.model_validate({**papers, "body": told.model_dump()})
    for moment in range(100):
        world.mortal.dies_at, world.mortal.moment = moment, 0
        with suppress(Killed):
            world.worker.handle(letter)
        if when(world):
            break
    world.mortal.dies_at = -1
    assert when(world)


def test_a_change_of_plan_that_was_cut_short_leaves_no_old_offer_behind_when_all_ends() -> None:
    world = gold()
    world.billing.becomes("sub_ada", plans=("price_silver",))
    dies_in(
        world,
        Provide(account="us", subscription="sub_ada"),
        lambda w: w.links.rows["us", "sub_ada"].leaving == ("gold",),
    )
    world.billing.becomes("sub_ada", status="canceled")

    world.later(minutes=5).hears(Withdraw(account="us", subscription="sub_ada"), name="end")

    assert world.kajabi.held["c1"] == set()
    assert world.links.rows["us", "sub_ada"].state is LinkState.TAKEN


def test_what_we_took_for_an_old_subscription_ends_no_new_one_that_is_being_given() -> None:
    """They began anew a moment before the old one ended; the worker of the new one is late."""
    world = gold()
    world.kajabi.buys("p1", "c1", "gold")
    world.billing.sells("sub_new", "ada@example.com", created=NOW - 10)
    world.billing.becomes("sub_ada", status="canceled")
    world.hears(Withdraw(account="us", subscription="sub_ada"), name="end")
    world.kajabi.loses("p1", at=NOW)
    new = Provide(account="us", subscription="sub_new")
    dies_in(world, new, lambda w: bool(_contact(w, "sub_new")))

    world.hears(purchased("p1"), name="while")
    assert world.billing.ends == []

    world.hears(new, name="again").hears(purchased("p1"), name="then")
    assert world.billing.ends == []
    assert world.kajabi.held["c1"] == {"gold"}


def _contact(world: World, name: str) -> str | None:
    link = world.links.rows.get(("us", name))
    return None if link is None else link.contact


def test_a_plan_of_another_site_is_never_given_at_the_old_one() -> None:
    world = gold()
    world.billing.becomes("sub_ada", plans=("price_studio",))
    studio = RULES.model_copy(update={"plans": {"price_studio": ("clay",)}})
    rules = Rules(sites={SITE: RULES, "studio": studio})
    before = list(world.kajabi.grants)

    try:
        told = world.worker.providing.provide("us", "sub_ada", rules)
    except NeedsReview as doubt:
        told = doubt.sentence

    assert "studio" in told
    assert world.kajabi.grants == before


def test_of_an_account_no_site_has_members_in_stripe_is_asked_nothing() -> None:
    """Every subscription of every account comes by here (DESIGN §9)."""
    world = World()
    one = world.billing.sells("sub_other", "ada@example.com", account="shop")

    world.hears(state_of(one))

    assert world.billing.asked == 0


@dataclass
class Slow(MemoryKajabi):
    """A site at whose door a worker waits its turn, while something else happens."""

    meanwhile: Callable[[], object] = lambda: None

    def revoke(self, site: str, contact: str, offer: str) -> No | None:
        self._happens()
        return super().revoke(site, contact, offer)

    def grant(self, site: str, contact: str, offer: str, *, welcome: bool) -> No | None:
        self._happens()
        return super().grant(site, contact, offer, welcome=welcome)

    def _happens(self) -> None:
        happening, self.meanwhile = self.meanwhile, lambda: None
        happening()


def at_a_slow_door() -> tuple[World, Slow]:
    door = Slow()
    world = World(kajabi=door)
    door.joins("c1", "ada@example.com")
    world.billing.sells("sub_ada", "ada@example.com", created=NOW - 1_000)
    return world, door


def test_whoever_pays_while_another_worker_takes_is_not_taken_for_leaving() -> None:
    """The worker that takes waits for its turn at the site; the one that gives sees all in place,
    and a moment later it is gone."""
    world, door = at_a_slow_door()
    world.hears(Provide(account="us", subscription="sub_ada"), name="join").later(days=30)
    world.billing.becomes("sub_ada", status="unpaid")

    def pays() -> None:
        world.billing.becomes("sub_ada", status="active")
        world.hears(state_of(world.billing.rows["us", "sub_ada"]), name="paid")

    door.meanwhile = pays
    world.hears(Withdraw(account="us", subscription="sub_ada"), name="unpaid")
    world.later(minutes=1).hears(Poll(), name="poll")
    world.hears(state_of(world.billing.rows["us", "sub_ada"]), name="paid again")

    assert world.billing.ends == []
    assert door.held["c1"] == {"gold"}


def test_whoever_ends_while_another_worker_gives_keeps_nothing() -> None:
    world, door = at_a_slow_door()

    def ends() -> None:
        world.billing.becomes("sub_ada", status="canceled")
        world.hears(state_of(world.billing.rows["us", "sub_ada"]), name="ended")

    door.meanwhile = ends
    world.hears(Provide(account="us", subscription="sub_ada"), name="join")
    world.later(minutes=3).hears(state_of(world.billing.rows["us", "sub_ada"]), name="told again")

    assert door.held["c1"] == set()
    assert world.links.rows["us", "sub_ada"].state is LinkState.TAKEN
