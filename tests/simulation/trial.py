"""One life, foretold and lived, and everything that speaks against either."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.simulation.birth import born
from tests.simulation.judge import differences
from tests.simulation.laws import broken
from tests.simulation.oracle.fortune import foretell
from tests.simulation.player import Player


class Verdict(NamedTuple):
    """What one life showed."""

    seed: int
    invoices: int
    disagreements: list[str]
    broken: list[str]

    @property
    def fine(self) -> bool:
        """Tell whether nothing speaks against it."""
        return not self.disagreements and not self.broken


def judged(seed: int) -> Verdict:
    """Live the life of this seed and compare."""
    life = born(seed)
    standing = foretell(life)
    shop = Player(life).live()
    found = [str(each) for each in differences(standing, shop)]
    laws = broken(shop, free_beginning=not life.prorated)
    return Verdict(seed, len(standing.invoices), found, laws)


@dataclass(slots=True)
class Tally:
    """What many lives showed."""

    lives: int = 0
    invoices: int = 0
    agreed: int = 0
    lawful: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Verdict] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Count a verdict; disagreements are named by the first thing that differs."""
        self.lives += 1
        self.invoices += verdict.invoices
        self.agreed += not verdict.disagreements
        self.lawful += not verdict.broken
        for sentence in verdict.disagreements[:1] + verdict.broken[:1]:
            kind = _kind(sentence)
            self.kinds[kind] += 1
            self.examples.setdefault(kind, verdict)


def _kind(sentence: str) -> str:
    """The words without what is different each time."""
    about = sentence.partition(": foretold")[0]
    return " ".join(word for word in about.split() if "_" not in word and not word.isdigit())
