"""What the wire asks of a provider, whichever it is."""

from typing import Protocol

from sandbox.ground.accidents import ApiFaults, Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.clockwork import Clockwork
from sandbox.ground.outage import Outage


class Provider(Protocol):
    """A local provider, free of any network."""

    @property
    def world(self) -> Clockwork:
        """Give its time and its dice."""
        ...

    @property
    def faults(self) -> ApiFaults:
        """Give the accidents ordered for it."""
        ...

    def outage(self) -> Outage | None:
        """Give the outage that goes on, if one does."""
        ...

    def turned_away(self, asked: Incoming) -> Reply | None:
        """Tell a client that asks too often; None: it may ask."""
        ...

    def answer(self, asked: Incoming) -> Reply:
        """Answer a request, whatever it is."""
        ...

    def says(self, kind: Kind) -> Reply | None:
        """Say what a client hears of an accident; None: its connection breaks."""
        ...
