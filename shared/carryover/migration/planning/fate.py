"""What can become of a field of Stripe's objects."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.migration.planning.codes import Code


class Fate(StrEnum):
    """What becomes of a field."""

    CARRIED = "carried"
    """The target is given the same, in its own ids."""
    DERIVED = "derived"
    """Follows from what is carried."""
    IRRELEVANT = "irrelevant"
    """Changes no invoice and no date."""
    JUDGED = "judged"
    """A rule of its own decides (``judging``)."""
    BLOCKS = "blocks"
    """Whoever has it is held."""
    NESTED = "nested"
    """Its own fields stand below, with a dot."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field."""

    fate: Fate
    why: str
    """How, or why. Of a field that blocks: the sentence for people."""
    code: Code = Code.BILLING
    harmless: tuple[object, ...] = ()
    """Values besides nothing at which a field that blocks does not."""


def carried(how: str) -> Field:
    """A field the target is given."""
    return Field(Fate.CARRIED, how)


def derived(how: str) -> Field:
    """A field that follows from others."""
    return Field(Fate.DERIVED, how)


def irrelevant(why: str) -> Field:
    """A field that changes nothing."""
    return Field(Fate.IRRELEVANT, why)


def judged(how: str) -> Field:
    """A field with a rule of its own."""
    return Field(Fate.JUDGED, how)


def blocks(sentence: str, code: Code = Code.BILLING, *harmless: object) -> Field:
    """A field that holds whoever has it."""
    return Field(Fate.BLOCKS, sentence, code, harmless)


NESTED: Final = Field(Fate.NESTED, "see below")
ID: Final = derived("new ids in the target; the id map keeps the pair")
