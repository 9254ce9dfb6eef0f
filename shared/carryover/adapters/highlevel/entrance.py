"""The token each location is entered with: its own, its app's, or one an agency's app gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from carryover.adapters.highlevel.locations import AppKey, Keys, LocationKey
from carryover.adapters.highlevel.tokens import MARGIN, Grants


class LocationPage(Protocol):
    """Where an agency gets tokens of its locations."""

    def of_location(self, app: AppKey, agency: str, location: str) -> tuple[str, float]:
        """Ask for one: the token, and until when, in seconds since 1970."""


@dataclass(slots=True)
class Entrance:
    """Finds tokens, and others once they are refused."""

    keys: Keys
    grants: Grants
    page: LocationPage
    now: Callable[[], float]
    _given: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)
    _replaced: set[str] = field(default_factory=set)

    def token(self, location: str) -> str:
        """Answer a token in force."""
        key = self.keys.of(location)
        if key.token is not None:
            return key.token.get_secret_value()
        app = self.keys.app(str(key.app))
        if app.company:
            return self._through_the_agency(location, key, app)
        return self.grants.access(grant(location, key, app), app)

    def refused(self, location: str, token: str) -> bool:
        """Hear that HighLevel did not take it; answer whether there may be a better one now."""
        key = self.keys.of(location)
        if key.token is not None:
            self.keys.reread()
            return self.token(location) != token
        app = self.keys.app(str(key.app))
        if not app.company:
            return self.grants.refused(grant(location, key, app), token)
        again = location not in self._replaced
        self._replaced.add(location)
        self._given.pop(location, None)
        return again

    def _through_the_agency(self, location: str, key: LocationKey, app: AppKey) -> str:
        token, until = self._given.get(location, ("", 0.0))
        if self.now() >= until - MARGIN:
            agency = self.grants.access(grant(location, key, app), app)
            token, until = self.page.of_location(app, agency, key.location)
            self._given[location] = token, until
        return token


def grant(location: str, key: LocationKey, app: AppKey) -> str:
    """Name whose consent it is: an agency's is one for all its locations."""
    return str(key.app) if app.company else f"{key.app}/{location}"
