"""Runs the emulator and ends it, its Lambda workers and its files when our side of the pipe closes.

A pipe is the one thing that closes however we die: by Ctrl-C, by an exception or by ``kill -9``.
It runs on the emulator's own Python, so it imports nothing of ours:

    python keeper.py SCRATCH COMMAND...    with standard input held open by the owner
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from types import FrameType

PATIENCE = 3.0
"""Seconds the emulator gets to end by itself."""


def keep(scratch: str, command: list[str]) -> None:
    """Wait until the owner lets go or the emulator ends, then leave nothing behind."""
    ended_by_itself = _ignore
    signal.signal(signal.SIGTERM, ended_by_itself)
    signal.signal(signal.SIGINT, ended_by_itself)
    emulator = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_when_let_go, args=[emulator], daemon=True).start()
    emulator.wait()
    shutil.rmtree(scratch, ignore_errors=True)
    # The workers are in our process group, and so are we: this is the last line that runs.
    os.killpg(0, signal.SIGKILL)


def _end_when_let_go(emulator: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    emulator.terminate()
    try:
        emulator.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        emulator.kill()


def _ignore(number: int, frame: FrameType | None) -> None:
    """A signal to the whole group is the emulator's business; the pipe is ours."""


if __name__ == "__main__":
    keep(sys.argv[1], sys.argv[2:])
