"""Who is moved keeps exactly one grant and gets no letter, whatever is moved, taken back and moved
again, and in whatever order the news of it comes (KAJ-1, KAJ-4).

The mover, the local Stripe and the worker of access are the real ones."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from carryover.access.messages import (
    AccessEnvelope,
    AccessMessage,
    Audit,
    Provide,
    Withdraw,
)
from carryover.access.model import LinkState
from carryover.access.rules import Rules, SiteRules
from carryover.access.service import Access
from carryover.adapters.stripe.billing import StripeBilling
from carryover.kernel.errors import Retryable
from carryover.migration.model import State
from carryover.ports.outbox import Queue
from carryover.wiring.access import Ways, remembering
from tests.fakes.access import Remembered
from tests.fakes.kajabi import MemoryKajabi
from tests.fakes.memory import MemoryOutbox
from tests.unit.migration.moving.stage import SOURCES, TARGET, Stage

SITE, GOLD = "academy", "2150"
MAIL = "ann@example.com"


@dataclass
class Town:
    """A member who pays at a source, the mover, and the worker of access."""

    stage: Stage = field(default_factory=Stage)
    kajabi: MemoryKajabi = field(default_factory=MemoryKajabi)
    memory: Remembered = field(default_factory=Remembered)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    outcomes: list[str] = field(default_factory=list)
    serial: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.sub = self.stage.stripes.subscribe()
        self.opens(self.sub["items"]["data"][0]["price"]["id"])
        self.hears(Provide(account="us", subscription=self.sub["id"]))
        self.stage.stripes.days_pass(3)
        self.stage.cards_arrive("us")

    def opens(self, *plans: str) -> None:
        before = self.memory.rules.rules.sites.get(SITE)
        known = {**(before.plans if before else {}), **dict.fromkeys(plans, (GOLD,))}
        site = SiteRules(accounts=(*SOURCES, TARGET), plans=known)
        self.memory.rules.put(Rules(sites={SITE: site}))

    def hears(self, *bodies: AccessMessage) -> None:
        billing = StripeBilling(self.stage.stripes.api)
        ways = Ways(billing, self.kajabi, self.kajabi, self.outbox)
        worker = remembering(self.memory.behind(), ways, self.stage.now)
        for body in bodies:
            name = f"m-{next(self.serial)}"
            letter = AccessEnvelope(id=name, cause=name, occurred_at=self.stage.now(), body=body)
            try:
                self.outcomes.append(worker.handle(letter).outcome)
            except Retryable as error:
                self.outcomes.append(f"again: {error}")
            self.audits_on(worker)

    def audits_on(self, worker: Access) -> None:
        """Let an audit go on to its end."""
        while parts := self.outbox.take(Queue.ACCESS_POLL):
            for letter in parts:
                read = AccessEnvelope.model_validate_json(letter.model_dump_json())
                self.outcomes.append(worker.handle(read).outcome)

    def moves(self) -> str:
        """Move the member; answer the target."""
        move = self.stage.moves_one(self.sub)
        assert move.state is State.MOVED, move.sentence
        assert move.target is not None
        target = self.stage.stripes.get(TARGET, f"subscriptions/{move.target}")
        self.opens(*(item["price"]["id"] for item in target["items"]["data"]))
        return move.target

    def moves_again(self) -> str:
        self.stage.wave_opens(2)
        self.stage.opens(self.sub, wave=2)
        self.stage.works()
        move = self.stage.move_of(self.sub)
        assert move.state is State.MOVED, move.sentence
        assert move.target is not None
        return move.target

    def goes_back(self) -> None:
        assert self.stage.rolls_back(self.sub).state is State.ROLLED_BACK

    def news(self, *payers: tuple[str, str]) -> None:
        """Everything the river says of these subscriptions, more than once."""
        for account, name in payers:
            said: dict[str, Any] = {"account": account, "subscription": name}
            self.hears(Provide(**said), Withdraw(**said), Provide(**said), Withdraw(**said))

    def given(self) -> list[str]:
        """Which links say that they gave it."""
        return [each.payer for each in self.memory.links.all(SITE) if each.state is LinkState.GIVEN]

    def is_well(self, *payers: str) -> None:
        """Ann sees it, was given it once, got no letter, and one link answers for it."""
        assert self.kajabi.grants == [("c1", GOLD)]
        assert self.kajabi.held["c1"] == {GOLD}
        assert not self.kajabi.mails
        assert self.given() == list(payers)


@pytest.mark.parametrize("turned", [False, True], ids=["source first", "target first"])
def test_moved_taken_back_and_moved_again_the_one_grant_stays(*, turned: bool) -> None:
    town = Town()
    old = ("us", town.sub["id"])
    town.is_well("/".join(old))

    def told(*payers: tuple[str, str]) -> Sequence[tuple[str, str]]:
        return payers[::-1] if turned else payers

    first = (TARGET, town.moves())
    town.news(*told(old, first))
    town.is_well("/".join(first))

    town.goes_back()
    town.news(*told(old, first))
    town.is_well("/".join(old))

    second = (TARGET, town.moves_again())
    town.news(*told(old, first, second))
    town.is_well("/".join(second))


def test_after_the_first_renewal_in_the_new_account_nothing_changes() -> None:
    town = Town()
    target = town.moves()
    town.news((TARGET, target))

    town.stage.stripes.days_pass(40)
    town.news(("us", town.sub["id"]), (TARGET, target))

    assert town.stage.source(town.sub)["status"] == "canceled"
    town.is_well(f"{TARGET}/{target}")


def test_who_leaves_after_the_move_loses_the_one_grant_once() -> None:
    town = Town()
    target = town.moves()
    town.news((TARGET, target))

    town.stage.stripes.end(TARGET, target)
    town.stage.stripes.days_pass(40)
    town.news(("us", town.sub["id"]), (TARGET, target))

    assert town.kajabi.held["c1"] == set()
    assert town.given() == []
    assert len(town.kajabi.grants) == 1


@pytest.mark.parametrize("back", [False, True], ids=["moved", "taken back"])
def test_an_audit_agrees_with_what_a_move_and_a_rollback_leave(*, back: bool) -> None:
    town = Town()
    target = (TARGET, town.moves())
    town.news(("us", town.sub["id"]), target)
    if back:
        town.goes_back()
        town.news(("us", town.sub["id"]), target)

    town.hears(Audit(site=SITE))

    assert "0 pay without, 0 have without paying, 0 nobody knows" in town.outcomes[-1]
