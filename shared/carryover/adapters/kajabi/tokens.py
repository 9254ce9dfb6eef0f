"""OAuth tokens of the sites: fetched once however many threads want one, replaced before they end.

``POST /v1/oauth/token`` with client credentials (CONTRACTS.md §1.2). How long a token lives is not
documented; ``expires_in`` says it, and it is replaced at four fifths of that. Nothing is kept
outside the process: each warm worker has its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import requests

from carryover.adapters.kajabi.sites import SiteKey
from carryover.kernel.errors import NeedsReview, Retryable

PATIENCE: Final = (2.0, 10.0)
"""Seconds to connect, and between two bytes."""

USED_FOR: Final = 0.8
"""The share of a token's life after which another is fetched."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token, and until when by the stopwatch it is used."""

    text: str
    until: float


@dataclass(slots=True)
class Tokens:
    """Keeps one per site."""

    stopwatch: Callable[[], float]
    """Seconds from some arbitrary point, never running backwards."""
    session: requests.Session = field(default_factory=requests.Session)
    _held: dict[str, Token] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, site: str, key: SiteKey) -> str:
        """Answer a token in force; threads that want one at the same time wait for one fetch."""
        with self._lock:
            held = self._held.get(site)
            if held is None or self.stopwatch() >= held.until:
                held = self._held[site] = self._fetched(site, key)
            return held.text

    def forget(self, site: str) -> None:
        """Hear that Kajabi refused it."""
        with self._lock:
            self._held.pop(site, None)

    def _fetched(self, site: str, key: SiteKey) -> Token:
        asked_at = self.stopwatch()
        answer = self._asked(key)
        if answer.status_code in (requests.codes.bad_request, requests.codes.unauthorized):
            raise NeedsReview(f"site {site}", f"Kajabi refuses the API key of {site}.")
        if answer.status_code != requests.codes.ok:
            raise Retryable(f"Kajabi's token page answers {answer.status_code}")
        try:
            said = answer.json()
            text, lives = str(said["access_token"]), int(said["expires_in"])
        except (requests.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise Retryable("Kajabi's token page answers no token") from error
        return Token(text, asked_at + lives * USED_FOR)

    def _asked(self, key: SiteKey) -> requests.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": key.client_id,
            "client_secret": key.client_secret.get_secret_value(),
        }
        try:
            return self.session.post(
                f"{key.api_base}/v1/oauth/token", data=form, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Retryable(f"Kajabi cannot be reached: {type(error).__name__}") from error
