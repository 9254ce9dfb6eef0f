"""Where the channel finds bodies that were too large for a message."""

from typing import Protocol


class Bodies(Protocol):
    """Keeps bodies by key. Raises ``Retryable`` when it cannot be reached."""

    def get(self, key: str) -> bytes:
        """Read the body the ingress stored under this key."""
