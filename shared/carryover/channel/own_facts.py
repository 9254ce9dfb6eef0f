"""What a feature of ours announces: facts in our own words, which need no translating.

They go through the channel all the same: so they are journalled, can be replayed, and are routed by
the one table (DESIGN §1). Without it features would have to know who listens to them.
"""

from hashlib import blake2b

from pydantic import TypeAdapter, ValidationError

from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.clock import Seconds
from carryover.kernel.facts import Fact
from carryover.ports.journal import EventId


class OwnFacts:
    """Reads our own facts (``channel.translator.Translator``)."""

    def read(self, account: str, payload: bytes, received: Seconds, /) -> Understood | Unreadable:
        """Take the fact. It is filed by the moment it was announced, and called by its evidence, so
        that the same news told twice is one."""
        try:
            fact = TypeAdapter[Fact](Fact).validate_json(payload)
        except ValidationError:
            return Unreadable(None, "", _digest(payload), "This is no fact of ours.")
        event = EventId(account, f"fact_{_digest(fact.evidence.encode())}", received)
        return Understood(
            event=event,
            type=f"carryover.{fact.fact}",
            api_version=None,
            subject=str(fact.ref),
            digest=_digest(payload),
            facts=(fact,),
        )


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=12).hexdigest()
