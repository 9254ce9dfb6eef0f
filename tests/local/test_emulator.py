import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from sandbox.aws import emulator
from sandbox.aws.paths import ROOT

HOLDS_ONE = """
import signal
from sandbox.aws.emulator import start
running = start()
print(running.url, running.scratch, flush=True)
signal.pause()
"""
GONE_WITHIN = 10.0


def is_gone(url: str, scratch: Path) -> bool:
    try:
        requests.get(url, timeout=1)
    except requests.ConnectionError:
        return not scratch.exists()
    return False


def test_a_closed_emulator_leaves_no_process_and_no_file() -> None:
    running = emulator.start()

    running.close()

    assert is_gone(running.url, running.scratch)


@pytest.mark.parametrize("death", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whoever_dies_holding_an_emulator_takes_it_along(death: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLDS_ONE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    url, scratch = owner.stdout.readline().split()

    owner.send_signal(death)
    owner.wait()

    deadline = time.monotonic() + GONE_WITHIN
    while not is_gone(url, Path(scratch)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
