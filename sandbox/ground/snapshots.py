"""A provider written down, and read back: its state is plain data already."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError


class Snapshot[State](BaseModel):
    """A state, and how it is written; letters on their way and ordered accidents are not in it."""

    model_config = ConfigDict(extra="forbid")

    format: str
    version: Literal[1] = 1
    state: State


class Unreadable(Exception):
    """This is no snapshot of the provider it was given to."""


class Snapshots[State]:
    """Writes the states of one provider, and reads them."""

    def __init__(self, provider: str, adapter: TypeAdapter[Snapshot[State]]) -> None:
        self.provider = provider
        self.format = f"carryover-sandbox-{provider.lower()}"
        self.adapter = adapter

    def saved(self, state: State) -> bytes:
        """Write a state down; equal states give equal bytes."""
        return self.adapter.dump_json(Snapshot(format=self.format, state=state))

    def loaded(self, text: bytes) -> State:
        """Read a state, or refuse it."""
        try:
            read = self.adapter.validate_json(text)
        except ValidationError as wrong:
            raise self._unreadable(str(wrong.errors()[0])) from wrong
        if read.format != self.format:
            raise self._unreadable(read.format)
        return read.state

    def _unreadable(self, why: str) -> Unreadable:
        return Unreadable(f"This is no snapshot of a local {self.provider}: {why}")
