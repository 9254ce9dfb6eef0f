"""What came of an adoption: everything is either here as it was there, or refused by name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object that stays outside, and why."""

    kind: str
    id: str
    sentence: str


class RefusedError(Exception):
    """This object cannot be honoured exactly; the text is the sentence for the report."""


@dataclass(slots=True)
class Report:
    """Counts, refusals, and what had to be supposed."""

    adopted: Counter[str] = field(default_factory=Counter)
    refused: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    supposed: Counter[str] = field(default_factory=Counter)
    """Sentences about what no API shows, and how often each was supposed."""

    def refuse(self, kind: str, object_id: str, sentence: str) -> None:
        """Leave an object outside."""
        self.refused[kind, object_id] = Refusal(kind, object_id, sentence)

    def suppose(self, sentence: str) -> None:
        """Note what had to be supposed."""
        self.supposed[sentence] += 1

    def of_kind(self, kind: str) -> Iterator[Refusal]:
        """Go through what was refused of one kind."""
        return (each for each in self.refused.values() if each.kind == kind)
