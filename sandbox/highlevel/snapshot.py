"""A HighLevel written down, and read back: the state is plain data already."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sandbox.highlevel.core.errors import bad_request
from sandbox.highlevel.core.state import State


class Snapshot(BaseModel):
    """A state, and how it is written; letters on their way and ordered accidents are not in it."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["carryover-sandbox-highlevel"] = "carryover-sandbox-highlevel"
    version: Literal[1] = 1
    state: State


ADAPTER = TypeAdapter(Snapshot)


def saved(state: State) -> bytes:
    """Write a state down; equal states give equal bytes."""
    return ADAPTER.dump_json(Snapshot(state=state))


def loaded(text: bytes) -> State:
    """Read a state, or refuse it."""
    try:
        return ADAPTER.validate_json(text).state
    except ValidationError as wrong:
        complaint = wrong.errors()[0]
        raise bad_request(f"This is no snapshot of a local HighLevel: {complaint}") from wrong
