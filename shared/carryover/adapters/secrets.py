"""Secrets Manager: the one secret that holds every account's webhook signing secrets.

Its value is JSON: ``{"<account alias>": ["whsec_new", "whsec_old"], …}``; the second is there while
a rotation is under way.
"""

import json
from typing import TYPE_CHECKING

from carryover.adapters.reaching import reaching
from carryover.intake.store import Secrets
from carryover.kernel.alias import is_alias
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class WebhookSecrets:
    """Reads the signing secrets of all accounts in one call."""

    def __init__(self, client: "SecretsManagerClient", name: str) -> None:
        self.client = client
        self.name = name

    def read(self) -> Secrets:
        """Fetch and understand the secret."""
        with reaching(f"secret {self.name}"):
            answer = self.client.get_secret_value(SecretId=self.name)
        return parsed(answer.get("SecretString", ""), self.name)


def parsed(text: str, name: str) -> Secrets:
    """Understand the secret's JSON.

    A broken entry spoils only its own account, but wholly: one blank secret among good ones means
    somebody made a mistake that forgers could use, and a person must look.
    """
    try:
        accounts = json.loads(text)
    except ValueError:
        accounts = None
    if not isinstance(accounts, dict):
        # Neither the text nor the parser's error is quoted: they would show secrets in the log.
        raise Retryable(f"secret {name} is not a JSON object of account to signing secrets")
    return {alias: _usable(alias, entry) for alias, entry in accounts.items()}


def _usable(alias: str, entry: object) -> tuple[str, ...]:
    secrets = entry if isinstance(entry, list) else []
    good = tuple(secret.strip() for secret in secrets if isinstance(secret, str) and secret.strip())
    return good if len(good) == len(secrets) and is_alias(alias) else ()
