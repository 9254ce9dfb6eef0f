"""Webhook endpoints: as they are, as they should be, and what leads from one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.ports.stripe_api import Json

OURS: Final = "carryover"
"""The metadata key of an endpoint we made; its value names the stage it leads to."""

KEPT: Final = "carryover_secret"
"""The metadata key that says which secret of it is in the stage's keeping: without it the secret
was never stored, or by somebody else."""


def fingerprint(secret: str) -> str:
    """Name a secret without telling it: 64 bits of a hash of 256 random ones."""
    return sha256(secret.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One receiver of an account's webhooks."""

    id: str
    url: str
    enabled: bool
    version: str
    """The API version its events are written in; empty: the account's own."""
    events: frozenset[str]
    created: Seconds
    metadata: Mapping[str, str]

    @classmethod
    def of(cls, raw: Json) -> "Endpoint":
        """Read Stripe's object."""
        return cls(
            id=raw["id"],
            url=raw["url"],
            enabled=raw["status"] == "enabled",
            version=raw["api_version"] or "",
            events=frozenset(raw["enabled_events"]),
            created=raw["created"],
            metadata=dict(raw["metadata"] or {}),
        )

    @property
    def kept(self) -> str:
        """Name the secret of it that was stored; empty: none that we know."""
        return self.metadata.get(KEPT, "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an account is to speak to us."""

    account: str
    stage: str
    url: str
    version: str
    events: tuple[str, ...]

    def meant(self, endpoint: Endpoint) -> bool:
        """Tell whether an endpoint leads to us, or did: made by us, or by hand at our address."""
        return endpoint.url == self.url or endpoint.metadata.get(OURS) == self.stage


@dataclass(frozen=True, slots=True)
class View:
    """What there is."""

    endpoints: tuple[Endpoint, ...]
    """In Stripe's order, the newest first: two may be made within one second."""
    stored: frozenset[str]
    """Fingerprints of the secrets we accept from this account."""


@dataclass(frozen=True, slots=True)
class Create:
    """Make an endpoint, keep its secret, then mark it as kept."""

    after: str
    """The one it takes over from; ``none``."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Let the endpoint send exactly what we listen to."""

    endpoint: str
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enable:
    """Let it send again: somebody, or Stripe after days of failures, switched it off."""

    endpoint: str


@dataclass(frozen=True, slots=True)
class Retire:
    """Put an endpoint that was replaced to rest, and forget its secret."""

    endpoint: str
    kept: str
    """The fingerprint of its secret; empty where none was ever stored."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Accept no more what is signed with secrets of endpoints we know nothing of."""

    secrets: tuple[str, ...]
    """Their fingerprints."""


type Step = Create | Listen | Enable | Retire | Forget


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done now, and what only later."""

    current: Endpoint | None
    """The endpoint in force."""
    steps: tuple[Step, ...] = ()
    later: tuple[str, ...] = ()
    """Sentences."""
    refusal: str = ""
    """Why nothing of what was asked for can be done now."""

    @property
    def settled(self) -> bool:
        """Tell whether all is as it should be."""
        return not (self.steps or self.later or self.refusal)
