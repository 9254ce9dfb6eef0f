"""Which locations there are, and how each is entered.

One secret holds them all, as JSON. A location has a private integration token, or an app that was
installed for it; an agency's app (``company``) opens every location of the agency (CRM-3)::

    {"locations": {"academy": {"location": "ve9EPM428h8vShlRW1KT", "token": "pit-…"},
                   "camp": {"location": "3SwdhCu3svxI8AKsPJt6", "app": "agency"}},
     "apps": {"agency": {"client_id": "…", "client_secret": "…", "company": "…"}}}

``api_base`` beside a location or an app leads to a local HighLevel instead of the real one.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from carryover.adapters.aws import reaching
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.identity import AccountAlias

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

API: Final = "https://services.leadconnectorhq.com"

EXAMPLE: Final = '{"locations": {"academy": {"location": "…", "token": "pit-…"}}}'


class AppKey(BaseModel):
    """One marketplace app, as the one who made it knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str
    client_secret: SecretStr
    company: str = ""
    """HighLevel's id of the agency it is installed for; empty: it is installed per location."""
    api_base: str = API


class LocationKey(BaseModel):
    """How one location is entered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    location: str = Field(min_length=1)
    """HighLevel's id of it."""
    token: SecretStr | None = None
    """A private integration token: lives until somebody replaces it."""
    app: str | None = None
    api_base: str = API

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.token is None) == (self.app is None):
            raise ValueError("a location has either a token or an app")
        return self


class Document(BaseModel):
    """The secret as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    locations: dict[AccountAlias, LocationKey] = Field(default_factory=dict)
    apps: dict[AccountAlias, AppKey] = Field(default_factory=dict)


class Keys(Protocol):
    """Where the keys are."""

    def of(self, location: str) -> LocationKey:
        """Find a location's. Raises ``NeedsReview`` when there is none."""

    def app(self, name: str) -> AppKey:
        """Find an app's. Raises ``NeedsReview`` when there is none."""

    def alias(self, location_id: str) -> str | None:
        """Name the location HighLevel calls by this id; ``None``: it is none of ours."""

    def reread(self) -> object:
        """Look at all of them as they are now: a token may have been replaced."""


@dataclass(slots=True)
class LocationSecret:
    """Reads them from Secrets Manager: on first use, and again when something is missing."""

    client: "SecretsManagerClient"
    name: str
    _held: Document = field(default_factory=Document)

    def of(self, location: str) -> LocationKey:
        """Find a location's."""
        key = self._held.locations.get(location) or self.reread().locations.get(location)
        if key is None:
            raise NeedsReview(
                f"location {location}", f"The secret {self.name} has no entry for it."
            )
        return key

    def app(self, name: str) -> AppKey:
        """Find an app's."""
        key = self._held.apps.get(name) or self.reread().apps.get(name)
        if key is None:
            raise NeedsReview(f"app {name}", f"The secret {self.name} has no app of this name.")
        return key

    def alias(self, location_id: str) -> str | None:
        """Look among the held ones, then among the newest."""
        return _named(self._held, location_id) or _named(self.reread(), location_id)

    def reread(self) -> Document:
        """Read them as they are now."""
        with reaching(f"secret {self.name}"):
            answer = self.client.get_secret_value(SecretId=self.name)
        self._held = parsed(answer.get("SecretString", ""), self.name)
        return self._held


def parsed(text: str, name: str) -> Document:
    """Read the secret's JSON. Neither text nor parser's error is quoted: both would show keys."""
    try:
        return Document.model_validate_json(text)
    except ValidationError:
        pass
    raise Retryable(f"secret {name} is not JSON like {EXAMPLE}")


def _named(held: Document, location_id: str) -> str | None:
    found = (alias for alias, key in held.locations.items() if key.location == location_id)
    return next(found, None)
