"""The stage's secrets, as whoever does the cutover may change them. Both promises raise
``Retryable`` when the secret cannot be reached, or somebody else changed it at the same time."""

from collections.abc import Sequence
from typing import Protocol


class SigningSecrets(Protocol):
    """With which the stage believes an account's deliveries."""

    def of(self, account: str) -> tuple[str, ...]:
        """Read them, newest first."""

    def put(self, account: str, secrets: Sequence[str]) -> None:
        """Replace them, and make sure that they are there."""


class KeyStore(Protocol):
    """With which the stage enters an account at Stripe."""

    def put(self, account: str, key: str, api_base: str | None) -> None:
        """Replace the key, and make sure that it is there."""
