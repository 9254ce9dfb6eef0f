"""KAJ: one scene per thing access does, to be interrupted anywhere: what was before, and the
message.

The moments are all calls of every port, reads included, and all writes: before and after each."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carryover.access.messages import (
    AccessMessage,
    Audit,
    Poll,
    PollList,
    Provide,
    Refund,
    Withdraw,
)
from carryover.access.model import Mark
from carryover.access.rules import LastPayment
from carryover.kernel.clock import seconds
from carryover.ports.outbox import Queue
from tests.fakes.memory import Mortal
from tests.unit.access.world import (
    LEFT,
    NOON,
    NOW,
    RULES,
    SITE,
    World,
    money_of,
    purchased,
    tagged,
)

type Truths = tuple[object, ...]

CALLS = frozenset(
    {
        *("contact", "contact_of", "with_email", "create", "offers", "grant", "revoke", "sells"),
        *("purchase", "deactivated", "reversals", "holders", "tagged", "activate", "deactivate"),
        *("subscription", "of_email", "end", "listed"),
        *("behind", "paid", "charges", "refund_of", "refund"),
        *("find", "of_contact", "save", "all", "has", "keep", "people", "send"),
        *("hold", "let_go", "held"),
    }
)


class Everywhere(Mortal):
    """Interrupts every call of every port."""

    def wrap[Port](self, port: Port, effects: Sequence[str]) -> Port:
        del effects
        return super().wrap(port, tuple(CALLS))


@dataclass(frozen=True)
class Scene:
    """A name, what was before, and what is told."""

    name: str
    before: Callable[[], World]
    told: tuple[AccessMessage, ...]


def truths(world: World) -> Truths:
    """What matters in the end, whoever tried what how often: Stripe does nothing twice under one
    key, Kajabi takes a grant of what is granted for a yes."""
    return (
        set(world.billing.ends),
        sorted(world.billing.refunds),
        set(world.kajabi.grants),
        Counter(world.kajabi.mails),
        len(world.kajabi.contacts),
        {name: frozenset(held) for name, held in world.kajabi.held.items()},
        sorted((*place, row.state, row.offers) for place, row in world.links.rows.items()),
        sorted((row.subscription, row.state) for row in world.requests.rows.values()),
        {one.id for queue, one, _ in world.outbox.sent if queue is Queue.INBOUND},
        frozenset(world.doubts),
    )


def tried(world: World) -> Truths:
    """What one worker at a time tries once, however often it dies."""
    return Counter(world.billing.ends), Counter(world.kajabi.grants)


def ada(*tags: str, **rules: object) -> World:
    """Ada pays for gold and has it."""
    world = World(rules=RULES.model_copy(update=rules))
    world.kajabi.joins("c1", "ada@example.com")
    world.billing.sells("sub_ada", "ada@example.com", created=NOW - 40 * 86_400)
    world.billing.is_paid("sub_ada", "in_1", NOW - 5 * 86_400)
    world.hears(Provide(account="us", subscription="sub_ada"), name="join")
    world.kajabi.is_tagged("c1", *tags)
    return world


def deactivated() -> World:
    world = ada()
    world.kajabi.buys("p1", "c1", "gold")
    world.kajabi.loses("p1", at=seconds(NOON) + 60)
    return world


def fresh() -> World:
    world = World()
    world.billing.sells("sub_ada", "ada@example.com")
    return world


def upgraded() -> World:
    world = ada()
    world.billing.becomes("sub_ada", plans=("price_silver",))
    return world


def over() -> World:
    world = ada()
    world.billing.becomes("sub_ada", status="canceled")
    return world


def moved() -> World:
    world = ada()
    world.billing.becomes("sub_ada", ends=True, mark=Mark.MOVED)
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_ada")
    return world


def rolled_back() -> World:
    world = moved().hears(Provide(account="intl", subscription="sub_new"), name="moved")
    world.billing.becomes("sub_new", "intl", ends=True, mark=Mark.ARMED)
    world.billing.becomes("sub_ada", ends=False, mark=Mark.NONE)
    return world


def quiet_night() -> World:
    """A hook was lost, a purchase deactivated and a grant revoked since the poll was by."""
    world = ada()
    for number, name in enumerate(("ben", "cem"), start=2):
        world.kajabi.joins(f"c{number}", f"{name}@example.com")
        world.billing.sells(f"sub_{name}", f"{name}@example.com", created=NOW - 40 * 86_400)
        world.hears(Provide(account="us", subscription=f"sub_{name}"), name=name)
    world.kajabi.buys("p2", "c2", "gold")
    world.hears(Poll(), name="before").later(minutes=1)
    world.kajabi.is_tagged("c1", LEFT)
    world.kajabi.loses("p2", at=seconds(NOON) + 30)
    world.kajabi.held["c3"].clear()
    return world


def askew() -> World:
    """One pays and has nothing, one has and does not pay."""
    world = ada()
    world.billing.sells("sub_ben", "ben@example.com")
    world.hears(Provide(account="us", subscription="sub_ben"), name="ben")
    world.billing.becomes("sub_ben", status="canceled")
    world.billing.sells("sub_dan", "dan@example.com", "price_silver")
    return world


def refunded() -> World:
    world = ada()
    world.billing.gives_back("in_1")
    return world


def ended() -> World:
    """The end is certain, and the order to refund is on its way."""
    world = ada(LEFT, ends="now", refund=LastPayment(last_payment_within_days=14))
    world.hears(tagged("c1"), only=1).outbox.take(Queue.ACCESS)
    return world


def welcomed() -> World:
    world = World(rules=RULES.model_copy(update={"welcome": True}))
    world.billing.sells("sub_ada", "ada@example.com")
    return world


GIVE = Provide(account="us", subscription="sub_ada")
TARGET = "intl"
SCENES = (
    Scene("tagged", lambda: ada(LEFT), (tagged("c1"),)),
    Scene("tagged, at once", lambda: ada(LEFT, ends="now"), (tagged("c1"),)),
    Scene(
        "tagged, refunded by the rule",
        lambda: ada(LEFT, ends="now", refund=LastPayment(last_payment_within_days=14)),
        (tagged("c1"),),
    ),
    Scene("refunded by the rule", ended, (Refund(request=f"{SITE}:c1:tag:{LEFT}"),)),
    Scene("purchase deactivated", deactivated, (purchased("p1"),)),
    Scene("begins", fresh, (GIVE,)),
    Scene("changes plan", upgraded, (GIVE,)),
    Scene("ends", over, (Withdraw(account="us", subscription="sub_ada"),)),
    Scene("moved", moved, (Provide(account=TARGET, subscription="sub_new"),)),
    Scene("rolled back", rolled_back, (Withdraw(account=TARGET, subscription="sub_new"),)),
    Scene("polled", quiet_night, (Poll(),)),
    Scene("audited", askew, (Audit(site=SITE, repair=True),)),
    Scene("refunded at Stripe", refunded, (money_of("ch_in_1", "refund"),)),
)

WELCOMED = Scene("begins, with a welcome", welcomed, (GIVE,))
"""Kajabi, which has no keys, sends its letter with each grant: two workers that both find the offer
missing must not both give it."""

LISTS = (
    Scene("tags read", quiet_night, (PollList(site=SITE, what="tagged", tag=LEFT),)),
    Scene("holders read", quiet_night, (PollList(site=SITE, what="revoked", offer="gold"),)),
    Scene("purchases read", quiet_night, (PollList(site=SITE, what="deactivated"),)),
)
"""What a poll becomes, one by one."""
