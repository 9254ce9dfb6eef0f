"""Dead letters go back to work: written down first, never lost, whenever the process dies."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from carryover.ports.outbox import Queue
from carryover.replay.model import DeadLetter, Order
from carryover.replay.service import DeadLetterReplay
from tests.fakes.dead_letters import MemoryAuditTrail, MemoryDeadLetters
from tests.fakes.memory import Killed, Mortal

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER = Order("ada", "Stripe was down", NOON, "person:1")
NEVER = 1_000_000


def letter(name: str, queue: Queue = Queue.INBOUND) -> DeadLetter:
    return DeadLetter(name, queue, f"body of {name}", NOON, NOON, 8, "handle")


@dataclass
class Office:
    """Piles with three letters, and the people who send them back."""

    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    audit: MemoryAuditTrail = field(default_factory=MemoryAuditTrail)

    def __post_init__(self) -> None:
        for name in ("a", "b", "c"):
            self.letters.fail(letter(name))

    def replays(self, *wanted: str, dies_at: int = NEVER) -> list[str]:
        mortal = Mortal(dies_at)
        replay = DeadLetterReplay(
            mortal.wrap(self.letters, ["send_back", "remove"]), mortal.wrap(self.audit, ["write"])
        )
        return [each.id for each in replay.replay(Queue.INBOUND, wanted, ORDER)]

    @property
    def pile(self) -> set[str]:
        return {each.id for each in self.letters.piles[Queue.INBOUND]}

    @property
    def at_work(self) -> set[str]:
        return {each.id for each in self.letters.sent_back}

    @property
    def written(self) -> list[str]:
        return [act.what.split()[0] for act in self.audit.acts]


def test_only_the_chosen_letters_go_back_to_work() -> None:
    office = Office()

    assert office.replays("a", "c") == ["a", "c"]
    assert (office.pile, office.at_work) == ({"b"}, {"a", "c"})


def test_who_and_why_is_written_down_for_each() -> None:
    office = Office()

    office.replays("a", "c")

    assert office.written == ["a", "c"]
    assert {(act.order.by, act.order.why) for act in office.audit.acts} == {
        ("ada", "Stripe was down")
    }


def test_a_letter_somebody_else_has_taken_is_not_told_as_done() -> None:
    assert Office().replays("a", "gone") == ["a"]


def test_looking_changes_nothing_but_the_count_of_looks() -> None:
    office = Office()

    seen = DeadLetterReplay(office.letters, office.audit).look(Queue.INBOUND, limit=2)

    assert [each.id for each in seen] == ["a", "b"]
    assert (office.pile, office.written) == ({"a", "b", "c"}, [])


@pytest.mark.parametrize("moment", range(12))
def test_whenever_the_process_dies_no_letter_is_lost(moment: int) -> None:
    office = Office()
    with pytest.raises(Killed):
        office.replays("a", "b", dies_at=moment)

    assert office.pile | office.at_work == {"a", "b", "c"}


@pytest.mark.parametrize("moment", range(12))
def test_nothing_goes_back_to_work_that_was_not_written_down(moment: int) -> None:
    office = Office()
    with pytest.raises(Killed):
        office.replays("a", "b", dies_at=moment)

    assert office.at_work <= set(office.written)


@pytest.mark.parametrize("moment", range(12))
def test_asking_again_after_a_death_finishes_the_work(moment: int) -> None:
    office = Office()
    with pytest.raises(Killed):
        office.replays("a", "b", dies_at=moment)

    office.replays("a", "b")

    assert (office.pile, office.at_work) == ({"c"}, {"a", "b"})
    assert len(office.letters.sent_back) <= 3
