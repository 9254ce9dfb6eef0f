"""Who has which offer, as an audit read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from carryover.access.store import Readings


@dataclass(frozen=True)
class Holders:
    """Who has which offer, read once per message and only where it is asked for."""

    readings: Readings
    audit: str
    _read: dict[str, frozenset[str]] = field(default_factory=dict)

    def have(self, contact: str | None, offers: Sequence[str]) -> bool:
        """Tell whether somebody has all of these."""
        return contact is not None and all(contact in self._of(offer) for offer in offers)

    def _of(self, offer: str) -> frozenset[str]:
        if offer not in self._read:
            self._read[offer] = self.readings.people(look_of(self.audit, offer))
        return self._read[offer]


def look_of(audit: str, offer: str) -> str:
    """Name what was read of one offer for one audit."""
    return f"{audit}:{offer}"
