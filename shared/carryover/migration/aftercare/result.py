"""What a check can come to."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a thing stands."""

    PASSED = "passed"
    FAILED = "failed"
    """It is not as it must be, and somebody has to act."""
    WAITING = "waiting"
    """It is not so yet, and time will change that."""
    BY_HAND = "by hand"
    """No machine can see it; somebody has to look and confirm it."""
    UNKNOWN = "unknown"
    """It could not be looked at."""


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome and its sentence."""

    outcome: Outcome
    sentence: str = ""


def passed(sentence: str = "") -> Result:
    """Say that it is so."""
    return Result(Outcome.PASSED, sentence)


def failed(sentence: str) -> Result:
    """Say what is wrong and what to do."""
    return Result(Outcome.FAILED, sentence)


def waiting(sentence: str) -> Result:
    """Say what it waits for."""
    return Result(Outcome.WAITING, sentence)
