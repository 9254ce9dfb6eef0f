"""Who may ask, and who is told: private integrations, apps, and where these are installed."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.ground.clockwork import Seconds

type UserType = Literal["Company", "Location"]


@dataclass(slots=True)
class Pit:
    """A private integration's token: static, scoped, of one location, without webhooks [D]."""

    token: str
    location: str
    scopes: list[str] | None
    """None: every permission there is."""


@dataclass(slots=True)
class App:
    """An app of the marketplace: the one thing webhooks can be sent to [D]."""

    client_id: str
    secret: str
    id: str
    version: str
    scopes: list[str]
    webhook_url: str = ""
    events: list[str] = field(default_factory=list)
    """Which events its owner chose; empty: every one there is."""


@dataclass(slots=True)
class Install:
    """Where an app may work."""

    client_id: str
    company: str
    location: str | None
    """None: at the agency, for all its locations."""
    at: Seconds


@dataclass(slots=True)
class Code:
    """What a redirect brings back after somebody agreed to an installation."""

    code: str
    client_id: str
    user_type: UserType
    company: str
    location: str | None
    until: Seconds


@dataclass(slots=True)
class Token:
    """What a client shows for a day."""

    access: str
    client_id: str
    user_type: UserType
    company: str
    location: str | None
    scopes: list[str]
    expires_at: Seconds
    refresh: str | None = None
    """None for a location's token that an agency's was exchanged for: it has none [S]."""
    refresh_until: Seconds = 0
    used: bool = False
    """Whether its refresh token was exchanged: that works once [D]."""
