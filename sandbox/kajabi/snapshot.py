"""A Kajabi written down, and read back."""

from pydantic import TypeAdapter

from sandbox.ground.snapshots import Snapshot, Snapshots, Unreadable
from sandbox.kajabi.core.errors import bad_request
from sandbox.kajabi.core.state import State

KEPT = Snapshots("Kajabi", TypeAdapter(Snapshot[State]))


def saved(state: State) -> bytes:
    """Write a state down; equal states give equal bytes."""
    return KEPT.saved(state)


def loaded(text: bytes) -> State:
    """Read a state, or refuse it."""
    try:
        return KEPT.loaded(text)
    except Unreadable as wrong:
        raise bad_request(str(wrong)) from wrong
