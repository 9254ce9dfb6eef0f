"""Lets an import know what the channel will call an event, by asking the channel's own code."""

from collections.abc import Sequence
from datetime import datetime

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.policy import Known, recognise
from carryover.channel.translator import Translator, Understood, Unreadable
from carryover.kernel.clock import seconds
from carryover.ports.journal import Entry, EventId, Outcome
from carryover.replay.importing import Reader, Sighting


def reader() -> Reader:
    """Read events as the channel does; needs no AWS."""
    return ChannelReader(StripeTranslator())


class ChannelReader:
    """Keeps the promise of ``replay.importing.Reader``."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator

    def sight(self, account: str, payload: bytes, at: datetime) -> Sighting:
        """Translate it. What has no id is filed under its digest (``channel.service``)."""
        match self.translator.read(account, payload, seconds(at)):
            case Understood() as event:
                return Sighting(
                    event=event.event,
                    type=event.type,
                    api_version=event.api_version,
                    subject=event.subject,
                    digest=event.digest,
                    expected=Outcome.ROUTED if event.facts else Outcome.IGNORED,
                    note=event.ignored,
                )
            case Unreadable() as puzzle:
                stand_in = EventId(account, f"unreadable_{puzzle.digest}", seconds(at))
                return Sighting(
                    event=puzzle.event or stand_in,
                    type=puzzle.type,
                    api_version=None,
                    subject="",
                    digest=puzzle.digest,
                    expected=Outcome.REVIEW,
                    note=puzzle.reason,
                )

    def recognised(self, seen: Sighting, filed: Sequence[Entry]) -> Entry | None:
        """Judge as the channel judges a duplicate."""
        event = Understood(seen.event, seen.type, seen.api_version, seen.subject, seen.digest)
        verdict = recognise(event, filed)
        return verdict.entry if isinstance(verdict, Known) else None
