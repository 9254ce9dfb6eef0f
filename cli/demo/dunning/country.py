"""The whole quarter: as many districts as there are cores for, each a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import IO, Any, Final

import carryover
from cli.command import Refusal
from cli.demo.dunning.figures import Figures
from cli.demo.quiet import Advance

DISTRICTS: Final = 2
APART: Final = 1_009
"""Seeds of two districts are so far apart, so that no customer lives in both."""


@dataclass
class District:
    """A process that plays, and what it said last."""

    process: subprocess.Popen[str]
    listener: Thread = field(init=False)
    said: Any = None
    steps: dict[str, tuple[int, int]] = field(default_factory=dict)

    def listen(self, out: IO[str]) -> None:
        """Read its lines until it ends."""
        for line in out:
            self.said = json.loads(line)
            if isinstance(self.said, list):
                what, done, total = self.said
                self.steps[what] = done, total


@contextmanager
def begun(seed: int, count: int, start: datetime) -> Iterator[list[District]]:
    """Start them; whoever leaves early ends them."""
    share, rest = divmod(count, DISTRICTS)
    running = [
        _district(seed + APART * number, share + (number < rest), start)
        for number in range(DISTRICTS)
    ]
    try:
        yield running
    finally:
        for each in running:
            each.process.terminate()
            each.process.wait(10)


def judged(running: list[District], tell: Advance) -> tuple[Figures, list[str]]:
    """Wait for all, and lay their figures together."""
    while any(each.process.poll() is None for each in running):
        _tell(running, tell)
        time.sleep(0.2)
    for each in running:
        each.listener.join()
    _tell(running, tell)
    figures, wrong = Figures(), list[str]()
    for each in running:
        if not isinstance(each.said, dict):
            raise Refusal("a district of the quarter ended without a verdict")
        figures = figures.with_(Figures(**each.said["figures"]))
        wrong += each.said["wrong"]
    return figures, wrong


def _tell(running: list[District], tell: Advance) -> None:
    """Say how far all of them are together."""
    names = dict.fromkeys(name for each in running for name in each.steps)
    for name in names:
        known = [each.steps[name] for each in running if name in each.steps]
        tell(name, sum(done for done, _ in known), sum(total for _, total in known))


def _district(seed: int, count: int, start: datetime) -> District:
    package = Path(carryover.__path__[0]).parent
    process = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.district", str(seed), str(count), start.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(package), *sys.path])},
    )
    made = District(process)
    if process.stdout is None:
        raise AssertionError("it was started with a pipe")
    made.listener = Thread(target=made.listen, args=(process.stdout,), daemon=True)
    made.listener.start()
    return made
