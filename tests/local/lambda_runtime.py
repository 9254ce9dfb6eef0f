"""Lambda's own runtime loop on this machine, without Docker.

The runtime interface emulator that AWS ships inside the sam-cli wheel, AWS's runtime client, the
layers as `sam build` made them, and nothing else on the path: what is missing from a layer is
missing here.
"""

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import requests

from sandbox.aws.build import Build
from sandbox.aws.paths import ROOT

RIE = "lib/python3.13/site-packages/samcli/local/rapid/aws-lambda-rie-"
RUNTIME_CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")
READY_WITHIN = 10.0
"""Seconds."""


@dataclass(frozen=True)
class LambdaRuntime:
    """One warm execution environment of one function."""

    url: str
    log: Path

    def invoke(self, event: object) -> Any:
        """Hand over one event; an exception comes back as Lambda reports it (``errorType`` …)."""
        return requests.post(self.url, data=json.dumps(event), timeout=60).json()

    def said(self) -> str:
        """Everything the function and the runtime have logged."""
        return self.log.read_text()


@contextmanager
def lambda_runtime(
    build: Build, folder: str, environment: Mapping[str, str], scratch: Path
) -> Iterator[LambdaRuntime]:
    """Start a function by its folder's name, and end it with the ``with``."""
    api, door = _free_ports()
    command = [
        *(_emulator(), "--runtime-api-address", api, "--runtime-interface-emulator-address", door),
        *(sys.executable, "-S", "-m", "awslambdaric", "handler.handler"),
    ]
    log = scratch / f"{folder}.log"
    process = subprocess.Popen(
        command,
        cwd=_code(build, folder),
        env=_environment(build, folder, environment, scratch),
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait_for(door)
        yield LambdaRuntime(f"http://{door}/2015-03-31/functions/function/invocations", log)
    finally:
        for member in [*_children(process.pid), process.pid]:
            os.kill(member, signal.SIGKILL)
        process.wait()


def _children(pid: int) -> list[int]:
    """Find the function's own process: the emulator gives it a group of its own, and it would work
    on to the end of its invocation."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _emulator() -> str:
    processor = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return str(ROOT / ".venvs/sam" / f"{RIE}{processor}")


def _code(build: Build, folder: str) -> Path:
    """`sam build` names folders by resource: ``stripe_webhook`` is ``StripeWebhook``."""
    return build.folder / "sam" / folder.replace("_", " ").title().replace(" ", "")


def _environment(
    build: Build, folder: str, environment: Mapping[str, str], scratch: Path
) -> dict[str, str]:
    code = _code(build, folder)
    path = [code, *(layer / "python" for layer in build.layers), _runtime_client(scratch)]
    return {
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "30",
        **environment,
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join(str(part) for part in path),
        "AWS_LAMBDA_FUNCTION_NAME": folder,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(code),
    }


def _runtime_client(scratch: Path) -> Path:
    """Put AWS's runtime client alone on a path, as Lambda's image has it in /var/runtime."""
    runtime = scratch / "runtime"
    runtime.mkdir(exist_ok=True)
    for name in RUNTIME_CLIENT:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            link = runtime / top
            if not link.exists():
                link.symlink_to(str(distribution(name).locate_file(top)))
    return runtime


def _free_ports() -> list[str]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    addresses = [f"127.0.0.1:{probe.getsockname()[1]}" for probe in probes]
    for probe in probes:
        probe.close()
    return addresses


def _wait_for(address: str) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the runtime interface emulator did not start"
            time.sleep(0.02)
        else:
            return
