"""What HighLevel's door believes, from Secrets Manager; nothing in it is secret, all of it decides.

``{"<app's alias>": {"keys": ["MCowBQYDK2VwAyEA…"], "app": "6578278e…", "locations":
["ve9EPM4…"]}}``.
Read without pydantic: the ingress must start fast (DESIGN §9).
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carryover.adapters.highlevel.signature import APP, KEY, LOCATION
from carryover.adapters.reaching import reaching
from carryover.intake.store import Secrets
from carryover.kernel.alias import is_alias
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True, slots=True)
class DoorSecrets:
    """Reads every app's entry in one call (``intake.store.SigningSecrets``)."""

    client: "SecretsManagerClient"
    name: str

    def read(self) -> Secrets:
        """Fetch and understand it."""
        with reaching(f"secret {self.name}"):
            answer = self.client.get_secret_value(SecretId=self.name)
        return parsed(answer.get("SecretString", ""), self.name)


def parsed(text: str, name: str) -> Secrets:
    """Understand the JSON; a broken entry spoils only its own app, but wholly."""
    try:
        apps = json.loads(text)
    except ValueError:
        apps = None
    if not isinstance(apps, dict):
        raise Retryable(f"secret {name} is not a JSON object of app to keys and locations")
    return {alias: _entries(entry) if is_alias(alias) else () for alias, entry in apps.items()}


def _entries(entry: object) -> tuple[str, ...]:
    said = entry if isinstance(entry, dict) else {}
    keys, app, locations = said.get("keys"), said.get("app"), said.get("locations")
    texts = [*_texts(keys), *_texts(locations)]
    if not texts or not _texts(keys) or not isinstance(app, str):
        return ()
    named = [f"{KEY}{each}" for each in _texts(keys)]
    named += [f"{LOCATION}{each}" for each in _texts(locations)]
    return tuple(named + ([f"{APP}{app}"] if app else []))


def _texts(value: object) -> list[str]:
    """Take a list of texts that are not blank; one blank among them makes it none at all."""
    listed = value if isinstance(value, list) else []
    good = [each.strip() for each in listed if isinstance(each, str) and each.strip()]
    return good if len(good) == len(listed) else []
