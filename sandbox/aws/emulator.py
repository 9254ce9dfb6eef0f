"""The emulator's process: started on a free port, private, and gone when nobody holds it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests

from sandbox.aws import keeper
from sandbox.aws.paths import program

HOST = "127.0.0.1"
REGION: Final = "eu-central-1"
READY_WITHIN = 30.0
"""Seconds. It takes 0.4 on an idle machine."""
ENDED_WITHIN = 15.0
ROOM_FOR_WORKERS = 2 * 1024**3
"""Bytes: some 25 workers with their layers."""


class EmulatorError(RuntimeError):
    """The emulator did not start, or died; the end of its log is in the message."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator. Whoever closes it, or dies, ends it."""

    url: str
    scratch: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path:
        """What the emulator says, Lambda's output included."""
        return self.scratch / "emulator.log"

    def close(self) -> None:
        """End it and wait until its processes and files are gone."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)


def credentials() -> dict[str, str]:
    """Name the emulator's root user: it is the owner who deploys; functions act as their roles."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
    }


def start() -> Emulator:
    """Start an emulator of our own and wait until it answers."""
    scratch = Path(tempfile.mkdtemp(prefix="carryover-aws-", dir=_memory_disk()))
    port = _free_port()
    emulator = Emulator(f"http://{HOST}:{port}", scratch, _spawn(scratch, port))
    try:
        _wait_until_ready(emulator)
    except BaseException:
        emulator.close()
        raise
    return emulator


def _spawn(scratch: Path, port: int) -> subprocess.Popen[bytes]:
    python = str(program("emulator", "python"))
    command = [python, keeper.__file__, str(scratch), python, "-m", "ministack"]
    with (scratch / "emulator.log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(scratch, port, os.environ),
            # A group of its own: Ctrl-C reaches us first, and we end it in order.
            start_new_session=True,
        )


def _environment(scratch: Path, port: int, ours: Mapping[str, str]) -> dict[str, str]:
    """Pass on nothing but the search path: a stray AWS setting must not reach the functions."""
    return {
        **credentials(),
        "PATH": f"{program('emulator', 'python').parent}:{ours.get('PATH', os.defpath)}",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "AUTH": "true",
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # What functions say is in their log groups; a line per request would only cost time.
        "LOG_LEVEL": "WARNING",
    }


def _wait_until_ready(emulator: Emulator) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not _answers(emulator.url):
        if emulator.process.poll() is not None or time.monotonic() > deadline:
            message = f"the emulator did not start:\n{_tail(emulator.log)}"
            raise EmulatorError(message)
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/_ministack/ready", timeout=5).ok
    except requests.RequestException:
        return False


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else "(it left no log)"


def _memory_disk() -> Path | None:
    """Prefer memory: every worker unpacks all layers anew, 5,000 files."""
    memory = Path("/dev") / "shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_FOR_WORKERS
    return memory if roomy else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
