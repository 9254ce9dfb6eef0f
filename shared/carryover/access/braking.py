"""More members leave a site at once than can be true: a person is asked first (KAJ-2).

An offer deleted, a tag given in bulk or an import gone wrong looks like every member's farewell.
Whoever is to be ended is counted before it is done, by name, over the version that was read: two
workers exceed the limit by nobody, and one that dies in between is counted once, for the message
comes back. Once the limit is reached the brake stays pulled until a person decides: one that let go
by itself would let a mishap through ten by ten.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Final, NoReturn

from carryover.access.brake import Brake, Carried
from carryover.access.messages import AccessEnvelope, ReleaseBrake
from carryover.access.model import CancelRequest, LinkState, RequestState
from carryover.access.rules import BrakeRule
from carryover.access.store import Changed, Memory
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import MemberHinted
from carryover.ports.outbox import Outbox, Queue

BATCH: Final = 100
"""Held wishes decided per message, each two writes and a message: seconds."""

TRIES: Final = 5
"""Of counting, where others leave in the same moment; then the queue brings the message again."""


class Held(NeedsReview):
    """A wish was written down and not carried out. An alarm counts these; the question is one per
    pull of the brake, however many are held."""


@dataclass(frozen=True, slots=True)
class Braking:
    """Counts who leaves."""

    memory: Memory
    outbox: Outbox
    now: Clock

    def lets_through(self, wish: CancelRequest, site: str, rule: BrakeRule) -> bool:
        """Count it; tell whether it may be carried out."""
        for _ in range(TRIES):
            try:
                return self._counted(wish, site, rule)
            except Changed:
                continue
        raise Changed(f"many leave {site} in this moment")

    def hold(self, wish: CancelRequest, site: str, hint: MemberHinted) -> NoReturn:
        """Write it down and ask, or look again where somebody has decided meanwhile. Its place
        among those that wait comes first: dying in between leaves a name without a wish, which is
        passed over, and the message comes back."""
        self.memory.brakes.hold(site, wish.id)
        held = {"state": RequestState.HELD, "asked": hint}
        self.memory.requests.save(wish.model_copy(update=held))
        self.ask(site)
        raise Changed(f"the brake of {site} was let go meanwhile")

    def ask(self, site: str) -> None:
        """Ask about a pulled brake; the same words each time, so that it is asked once."""
        brake = self.memory.brakes.find(site)
        if brake is not None and brake.pulled_at is not None:
            raise Held(f"brake of {site}", _question(brake))

    def released(self, order: ReleaseBrake, letter: AccessEnvelope) -> str:
        """Decide about some, and go on with the others in another message; who is decided about is
        no longer held, so that dying anywhere costs one look. The brake is let go last."""
        names = self.memory.brakes.held(order.site, BATCH)
        decided = sum(self._decided(name, order, letter) for name in names)
        if len(names) == BATCH and decided:
            more = letter.answer(order, message_id=f"{letter.id}+")
            self.outbox.send(Queue.ACCESS, more)
            return f"{decided} decided, there are more"
        brake = self.memory.brakes.find(order.site)
        if brake is not None and brake.pulled_at is not None:
            self.memory.brakes.save(brake.model_copy(update={"pulled_at": None, "carried": ()}))
        return f"{decided} decided, the brake is off"

    def _counted(self, wish: CancelRequest, site: str, rule: BrakeRule) -> bool:
        brake = self.memory.brakes.find(site) or Brake(site=site)
        name = _digest(wish)
        if any(each.wish == name for each in brake.carried):
            return True
        if brake.pulled_at is not None:
            return False
        since = self.now() - timedelta(minutes=rule.within_minutes)
        lately = tuple(each for each in brake.carried if each.at > since)
        if len(lately) >= rule.most:
            brake = self._measured(brake, rule)
        most = rule.limit(brake.members)
        if len(lately) < most:
            carried = (*lately, Carried(wish=name, at=self.now()))
            self.memory.brakes.save(brake.model_copy(update={"carried": carried}))
            return True
        pulled = {"carried": lately, "pulled_at": self.now(), "most": most}
        self.memory.brakes.save(brake.model_copy(update=pulled))
        return False

    def _measured(self, brake: Brake, rule: BrakeRule) -> Brake:
        """Count who has access, unless that was done lately: it reads every link of the site."""
        now = self.now()
        fresh = now - timedelta(minutes=rule.within_minutes)
        if brake.counted_at is not None and brake.counted_at > fresh:
            return brake
        links = self.memory.links.all(brake.site)
        members = sum(1 for link in links if link.state is LinkState.GIVEN)
        return brake.model_copy(update={"members": members, "counted_at": now})

    def _decided(self, name: str, order: ReleaseBrake, letter: AccessEnvelope) -> bool:
        """Write it down, tell, and only then take it out of those that wait."""
        wish = self.memory.requests.find(name)
        if wish is None:
            return False
        if order.held == "release":
            self._release(wish, letter)
        elif wish.state is RequestState.HELD:
            self._save(wish, RequestState.DISCARDED)
        self.memory.brakes.let_go(order.site, name)
        return True

    def _release(self, wish: CancelRequest, letter: AccessEnvelope) -> None:
        if wish.state not in (RequestState.HELD, RequestState.RELEASED) or wish.asked is None:
            return
        if wish.state is RequestState.HELD:
            self._save(wish, RequestState.RELEASED)
        again = letter.answer(wish.asked, message_id=f"released:{wish.id}")
        self.outbox.send(Queue.ACCESS, again)

    def _save(self, wish: CancelRequest, state: RequestState) -> None:
        self.memory.requests.save(wish.model_copy(update={"state": state}))


def _digest(wish: CancelRequest) -> str:
    return blake2b(f"{wish.id}:{wish.version}".encode(), digest_size=8).hexdigest()


def _question(brake: Brake) -> str:
    return (
        f"{brake.most} members of {brake.site} were let go within the time the rules name"
        + (f", of {brake.members} who have access" if brake.members else "")
        + f", and more are to follow: since {brake.pulled_at:%Y-%m-%d %H:%M} UTC nobody else is. "
        "Was an offer deleted, unpublished or taken from many, a tag given in bulk, an import run? "
        "Put it right at the site, then `carryover access brake` shows who waits and discards or "
        "releases all of them. Until then everybody who leaves goes on paying."
    )
