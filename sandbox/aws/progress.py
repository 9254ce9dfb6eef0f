"""How the long steps tell somebody that they move."""

from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What is going on, in the words of a progress bar."""

    BUILD = "building the layers"
    START = "starting the local AWS"
    DEPLOY = "deploying the stack"


class Progress(Protocol):
    """Hears of each step as it advances; ``done == total`` ends it."""

    def __call__(self, step: Step, done: int, total: int) -> None:
        """Draw, print or ignore."""


def in_silence(step: Step, done: int, total: int) -> None:
    """Tell nobody."""
    del step, done, total
