"""MIG-11: one whole rehearsal, from snapshots to verdict; and movers that are broken on purpose.

The rehearsal is worth something only if it catches what it is there for, so movers that charge
twice, forget or lose are played, too.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from carryover.migration.messages import MoveOne, RecreationEnvelope
from carryover.migration.model import State
from carryover.migration.planning.rules import Rules
from carryover.migration.snapshot.archive import Archive
from cli.rehearsal.driving import the_mover
from cli.rehearsal.mischief import Mischief
from cli.rehearsal.post import Post
from cli.rehearsal.rehearsing import Script, rehearse
from cli.rehearsal.report import html, markdown
from cli.rehearsal.stage import Remembered, stripe_of
from cli.rehearsal.verdict import concluded
from cli.rehearsal.worlds import Theatre
from sandbox.stripe.core.world import World
from tests.simulation.crowd import Crowd
from tests.simulation.taking import snapshot

SIXTY_DAYS_BEFORE_2026 = 1_762_041_600


@cache
def two_sources() -> Mapping[str, Archive]:
    world = World(seed=5, start=SIXTY_DAYS_BEFORE_2026)
    for number, alias in enumerate(("us", "intl"), 1):
        world.open(alias, f"sk_test_{alias}00000000")
        Crowd(world, f"sk_test_{alias}00000000", number).fill(14, days=30)
    return {alias: snapshot(world, alias) for alias in ("us", "intl")}


def played(**more: Any) -> dict[str, Any]:
    script = Script("acme", "new-us", two_sources(), Rules(), **more)
    return concluded(rehearse(script), "carryover migrate rehearse", 0.0)


def test_a_move_under_faults_leaves_every_customers_money_as_it_was() -> None:
    document = played(seed=3)

    assert document["verdict"]["good"], document["verdict"]["sentence"]
    assert document["counts"]["renewed"] > 15
    assert document["survived"]["deaths"] > 0
    assert document["survived"]["faults"].keys() >= {"rate limit", "timeout after its effect"}
    assert document["bookings"]["without"] == document["bookings"]["moved"] > 300
    assert len({each["currency"] for each in document["money"]}) > 1


def test_the_same_seed_tells_the_same_story() -> None:
    once, again = played(months=2, seed=4), played(months=2, seed=4)

    assert once == again


def test_a_mover_that_lets_the_source_bill_on_is_caught_charging_twice() -> None:
    document = played(months=2, faults=False, work=lets_the_source_bill_on)

    assert not document["verdict"]["good"]
    assert document["double_charged"]
    assert "charged twice" in {each["kind"] for each in document["differences"]}


def test_a_mover_that_never_disarms_is_caught_forgetting() -> None:
    document = played(months=2, faults=False, work=lets_the_target_die)

    assert not document["verdict"]["good"]
    assert document["lost"]
    assert "not charged" in {each["kind"] for each in document["differences"]}


def test_the_report_says_what_differs_and_who_is_concerned() -> None:
    document = played(months=2, faults=False, work=lets_the_source_bill_on)
    pages = html(document), markdown(document)

    for page in pages:
        assert "Not ready" in page
        assert document["differences"][0]["customer"] in page


type Worker = Callable[[RecreationEnvelope], object]


def lets_the_source_bill_on(
    theatre: Theatre, kept: Remembered, post: Post, mischief: Mischief
) -> Worker:
    def undo(body: MoveOne) -> None:
        path = f"subscriptions/{body.subscription}"
        stripe_of(theatre.world).post(
            body.account,
            path,
            {"cancel_at_period_end": False},
            key=f"broken {body.subscription}",
        )

    return _afterwards(theatre, kept, post, mischief, undo)


def lets_the_target_die(
    theatre: Theatre, kept: Remembered, post: Post, mischief: Mischief
) -> Worker:
    def undo(body: MoveOne) -> None:
        move = kept.moves.find(body.run, body.account, body.subscription)
        path = f"subscriptions/{move.target if move else ''}"
        stripe_of(theatre.world).post(
            "new-us",
            path,
            {"cancel_at_period_end": True},
            key=f"broken {body.subscription}",
        )

    return _afterwards(theatre, kept, post, mischief, undo)


def _afterwards(
    theatre: Theatre,
    kept: Remembered,
    post: Post,
    mischief: Mischief,
    undo: Callable[[MoveOne], None],
) -> Worker:
    """The real mover, until it is done; then its work is spoilt and it never looks again. If it
    did, it would mend what is spoilt."""
    mover = the_mover(theatre, kept, post, mischief)
    spoilt: set[str] = set()

    def work(envelope: RecreationEnvelope) -> object:
        body = envelope.body
        if isinstance(body, MoveOne) and body.subscription in spoilt:
            return None
        answer = mover(envelope)
        if isinstance(body, MoveOne):
            move = kept.moves.find(body.run, body.account, body.subscription)
            if move is not None and move.state is State.MOVED:
                spoilt.add(body.subscription)
                undo(body)
        return answer

    return work
