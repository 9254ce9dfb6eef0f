"""Secrets Manager, for whoever may change the stage's two secrets: one entry of a JSON object.

It has no conditional write. Two people who change a secret in the same second may lose one of the
changes, so every change is read back, and whoever lost is told.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carryover.adapters import secrets
from carryover.adapters.reaching import reaching
from carryover.adapters.stripe import accounts
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

EMPTY = "{}"


@dataclass(frozen=True, slots=True)
class SecretDocument:
    """One secret. What it holds is never in a message of ours."""

    client: "SecretsManagerClient"
    name: str

    def text(self) -> str:
        """Read it whole; one that was never filled is empty."""
        try:
            with reaching(f"secret {self.name}"):
                answer = self.client.get_secret_value(SecretId=self.name)
        except Retryable as error:
            if not isinstance(error.__cause__, self.client.exceptions.ResourceNotFoundException):
                raise
            return EMPTY
        return answer.get("SecretString", "") or EMPTY

    def put(self, account: str, entry: object, check: Callable[[str], object]) -> None:
        """Replace an account's entry. ``check`` refuses a document that is broken, so that nothing
        is written over what somebody still has to mend."""
        text = self.text()
        check(text)
        held: dict[str, Any] = json.loads(text)
        if held.get(account) == entry:
            return
        self._write(json.dumps({**held, account: entry}, indent=1))
        if json.loads(self.text()).get(account) != entry:
            raise Retryable(f"somebody else changed the secret {self.name} at the same time")

    def _write(self, text: str) -> None:
        """A secret that does not exist yet is made."""
        with reaching(f"secret {self.name}"):
            try:
                self.client.put_secret_value(SecretId=self.name, SecretString=text)
            except self.client.exceptions.ResourceNotFoundException:
                self.client.create_secret(Name=self.name, SecretString=text)


@dataclass(frozen=True, slots=True)
class StoredSigningSecrets:
    """Keeps the promise of ``migration.cutover.store.SigningSecrets``."""

    document: SecretDocument

    def of(self, account: str) -> tuple[str, ...]:
        """Read an account's secrets, newest first."""
        return self._read(self.document.text()).get(account, ())

    def put(self, account: str, signing: Sequence[str]) -> None:
        """Replace them."""
        self.document.put(account, list(signing), self._read)

    def _read(self, text: str) -> Mapping[str, tuple[str, ...]]:
        return secrets.parsed(text, self.document.name)


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """Keeps the promise of ``migration.cutover.store.KeyStore``."""

    document: SecretDocument

    def put(self, account: str, key: str, api_base: str | None) -> None:
        """Replace an account's key."""
        entry = {"key": key} | ({"api_base": api_base} if api_base else {})
        self.document.put(account, entry, lambda text: accounts.parsed(text, self.document.name))
