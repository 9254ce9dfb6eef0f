"""When a webhook is tried again: only after a 429, up to six times, ten minutes apart with jitter;
any other answer, and none, is final, and the event is lost [D]."""

from dataclasses import replace

from sandbox.ground.clockwork import Clockwork, Seconds
from sandbox.ground.letters import Letter

RETRIES = 6
APART = 600
JITTER = 60
"""Seconds. How much jitter there is is not documented: about 70 minutes in all [D], so up to a
tenth [U]."""


def again(world: Clockwork, letter: Letter, answer: int | str) -> tuple[Letter, Seconds] | None:
    """Say when a letter is tried again, by the sandbox's clock; None: never."""
    if answer != 429 or letter.attempt >= RETRIES:
        return None
    jitter = int(world.chance("jitter", letter.number, letter.copy, letter.attempt) * JITTER)
    return replace(letter, attempt=letter.attempt + 1), world.now + APART + jitter
