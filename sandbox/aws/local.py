"""The local AWS as its users see it: start it, deploy, look around, leave."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.aws import emulator
from sandbox.aws.build import built
from sandbox.aws.clients import Clients
from sandbox.aws.emulator import Emulator
from sandbox.aws.paths import BUILDS
from sandbox.aws.progress import Progress, Step, in_silence
from sandbox.aws.stack import Deployment, Stack

STACK = "carryover-local"
LOG_OF_A_FAILURE = BUILDS / "emulator.log"


@dataclass(frozen=True)
class LocalAws:
    """A running account with nothing in it, until something is deployed."""

    emulator: Emulator
    clients: Clients
    progress: Progress

    @classmethod
    @contextmanager
    def started(cls, progress: Progress = in_silence) -> "Iterator[LocalAws]":
        """Start one for the length of a ``with``; the log survives an exception."""
        progress(Step.START, 0, 1)
        running = emulator.start()
        progress(Step.START, 1, 1)
        try:
            yield cls(running, Clients(running.url), progress)
        except BaseException:
            shutil.copy(running.log, LOG_OF_A_FAILURE)
            raise
        finally:
            running.close()

    @property
    def settings(self) -> dict[str, str]:
        """What another process needs in its environment to work in this account."""
        return {**emulator.credentials(), "AWS_ENDPOINT_URL": self.emulator.url}

    def deploy(self, parameters: Mapping[str, str] | None = None, name: str = STACK) -> Stack:
        """Build what has changed and create the stack, local parameters first, then these."""
        build = built(self.progress)
        deployment = Deployment(self.clients, self.emulator.url, build, name)
        return deployment.create(parameters or {}, self.progress)

    def keep_secret(self, name: str, value: Mapping[str, object]) -> None:
        """Create a secret, or replace what it says."""
        text = json.dumps(value)
        known = self.clients.secrets.list_secrets(Filters=[{"Key": "name", "Values": [name]}])
        if any(secret["Name"] == name for secret in known["SecretList"]):
            self.clients.secrets.put_secret_value(SecretId=name, SecretString=text)
        else:
            self.clients.secrets.create_secret(Name=name, SecretString=text)

    def logs(self, function: str) -> list[str]:
        """Return everything a function has logged, oldest first."""
        pages = self.clients.logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{function}"
        )
        events = [event for page in pages for event in page["events"]]
        return [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]
