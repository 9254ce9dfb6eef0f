"""Which AWS a stage lives in. Every stage but ``local`` is found by AWS's own settings
(``AWS_PROFILE``, ``AWS_DEFAULT_REGION`` …)."""

import json
import os
import re
from pathlib import Path
from typing import Final

from cli.command import Refusal

LOCAL: Final = Path(".carryover/local.json")
"""Written by the local stack while it runs: ``endpoint``, ``region``, and where they differ from
the emulator's own, ``access_key_id`` and ``secret_access_key``."""


def enter(stage: str) -> None:
    """Let this process's AWS clients talk to where the stage is.

    The local stack also prints the variables; whoever has exported them needs no file.
    """
    if stage == "local" and "AWS_ENDPOINT_URL" not in os.environ:
        os.environ.update(_local())


def _local() -> dict[str, str]:
    try:
        place = json.loads(LOCAL.read_text())
        return {
            "AWS_ENDPOINT_URL": place["endpoint"],
            "AWS_REGION": place["region"],
            "AWS_DEFAULT_REGION": place["region"],
            "AWS_ACCESS_KEY_ID": place.get("access_key_id", "test"),
            "AWS_SECRET_ACCESS_KEY": place.get("secret_access_key", "test"),
        }
    except FileNotFoundError:
        raise Refusal(
            f"no local stack is running here: {LOCAL} is missing (start one with: make local)"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise Refusal(f"{LOCAL} cannot be read: start the local stack again") from None


def reachable(stage: str, address: str) -> str:
    """Say an HTTP API's address as this machine reaches it: the local AWS tells one with a host
    name in it that no name server knows, and answers under its own."""
    api = re.match(r"https?://([a-z0-9]+)\.execute-api\.", address)
    if stage != "local" or api is None:
        return address
    return f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/{api[1]}/$default"
