"""Which sites there are, and how each is entered.

One secret holds them all, as JSON:
``{"<alias>": {"site": "123", "client_id": "…", "client_secret": "…", "offers": {"<offer id>":
{"activate": "https://checkout.kajabi.com/…", "deactivate": "https://…"}}}, …}``. ``offers`` are
the inbound URLs, each a secret by itself (CONTRACTS.md §1.11); ``api_base`` leads to a local Kajabi
instead of the real one, and ``per_second`` says how many requests the site takes where Kajabi's
support named a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from carryover.adapters.aws import reaching
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.identity import AccountAlias

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

API: Final = "https://api.kajabi.com"

PER_SECOND: Final = 2
"""Requests to a site, all workers together: Kajabi publishes no number (CONTRACTS.md §1.3)."""


class OfferUrl(BaseModel):
    """One offer's pair of inbound URLs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    activate: SecretStr
    deactivate: SecretStr


class SiteKey(BaseModel):
    """How one site is entered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str
    """Kajabi's id of it: an account may have several."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    """Both empty where the plan has no API."""
    offers: dict[str, OfferUrl] = Field(default_factory=dict)
    api_base: str = API
    per_second: int = Field(default=PER_SECOND, ge=1)


type Sites = Mapping[str, SiteKey]

SITES: Final = TypeAdapter(dict[AccountAlias, SiteKey], config=ConfigDict(defer_build=True))


@dataclass(slots=True)
class SiteSecret:
    """Reads the sites from Secrets Manager: on first use, and again when one seems out of date."""

    client: "SecretsManagerClient"
    name: str
    _held: Sites = field(default_factory=dict)

    def of(self, site: str) -> SiteKey:
        """Find a site's key. Raises ``NeedsReview`` when there is none."""
        key = self._held.get(site) or self.reread().get(site)
        if key is None:
            raise NeedsReview(f"site {site}", f"The secret {self.name} has no entry for it.")
        return key

    def reread(self) -> Sites:
        """Read them as they are now: a key may have been rotated."""
        with reaching(f"secret {self.name}"):
            answer = self.client.get_secret_value(SecretId=self.name)
        self._held = parsed(answer.get("SecretString", ""), self.name)
        return self._held


def parsed(text: str, name: str) -> Sites:
    """Read the secret's JSON. Neither text nor parser's error is quoted: both would show keys."""
    try:
        return SITES.validate_json(text)
    except ValidationError:
        pass
    raise Retryable(f'secret {name} is not JSON like {{"academy": {{"site": "123", …}}}}')
