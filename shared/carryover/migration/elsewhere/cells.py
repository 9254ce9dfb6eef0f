"""One row's cells, read as what they have to be; whatever is wrong is written down, not raised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from carryover.kernel.clock import Seconds, seconds

YES: Final = ("true", "yes", "1")
NO: Final = ("false", "no", "0", "")

EARLIEST: Final = 946_684_800
"""2000-01-01: a smaller number is no time in seconds."""
LATEST: Final = 4_102_444_800
"""2100-01-01: a greater number is milliseconds."""


@dataclass(slots=True)
class Cells:
    """A row by column name."""

    values: Mapping[str, str]
    faults: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Read what stands there."""
        return self.values.get(name, "").strip()

    def needed(self, name: str) -> str:
        """Read what must not be empty."""
        found = self.text(name)
        if not found:
            self.faults.append(f"its {name} is empty.")
        return found

    def names(self, name: str) -> tuple[str, ...]:
        """Read ids separated by spaces, commas or semicolons."""
        return tuple(self.text(name).replace(",", " ").replace(";", " ").split())

    def whole(self, name: str, *, least: int = 0) -> int | None:
        """Read a number."""
        found = self.text(name)
        if not found:
            return None
        if not found.isascii() or not found.isdecimal() or int(found) < least:
            self.faults.append(f"its {name} is {found!r}, not a whole number from {least} on.")
            return None
        return int(found)

    def word(self, name: str, *words: str) -> str:
        """Read one of a few words; the first stands for an empty cell."""
        found = self.text(name) or words[0]
        if found not in words:
            self.faults.append(f"its {name} is {found!r}, not {' or '.join(words)}.")
        return found

    def flag(self, name: str) -> bool:
        """Read yes or no."""
        found = self.text(name).lower()
        if found not in (*YES, *NO):
            self.faults.append(f"its {name} is {found!r}, not true or false.")
        return found in YES

    def moment(self, name: str) -> Seconds | None:
        """Read a time: Unix seconds, or ISO 8601 with a zone."""
        found = self.text(name)
        if not found:
            return None
        at = int(found) if found.isascii() and found.isdecimal() else _parsed(found)
        if at is None or not EARLIEST <= at < LATEST:
            self.faults.append(
                f"its {name} is {found!r}, not a time in Unix seconds or like 2026-12-01T00:00:00Z."
            )
            return None
        return at


def _parsed(text: str) -> Seconds | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return seconds(at) if at.tzinfo else None
