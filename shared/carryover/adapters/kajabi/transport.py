"""One request at Kajabi: its token, its turn, and what an answer means for the message.

No number of requests per second is published (CONTRACTS.md §1.3): two are asked, shared by all
workers, fewer after a 429.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import requests

from carryover.adapters.kajabi.sites import SiteKey, Sites
from carryover.adapters.kajabi.tokens import Tokens
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import No
from carryover.ports.pace import Pace

type Json = Mapping[str, Any]

MEDIA: Final = "application/vnd.api+json"

PATIENCE: Final = (2.0, 10.0)
"""Seconds to connect, and between two bytes."""

REFUSALS: Final = frozenset({400, 409, 422})
"""Kajabi understood and said no. 400 and 422 are documented; 409 is JSON:API's own."""


class Keys(Protocol):
    """Where the sites' keys are."""

    def of(self, site: str) -> SiteKey:
        """Find one. Raises ``NeedsReview`` when there is none."""

    def reread(self) -> Sites:
        """Look at all of them as they are now."""


@dataclass(slots=True)
class Transport:
    """The way into every site."""

    keys: Keys
    tokens: Tokens
    pace: Pace
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, site: str, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """Read; ``None``: 404."""
        answer = self._sent(site, "GET", path, params or {}, None)
        if answer.status_code == requests.codes.not_found:
            return None
        if answer.status_code in REFUSALS:
            raise NeedsReview(f"site {site}", f"Kajabi refuses to read {path}: {_told(answer)}")
        return _read(answer)

    def write(self, site: str, method: str, path: str, body: Json) -> Json | No:
        """Change something. Raises ``Retryable`` also when it may have happened: look again."""
        answer = self._sent(site, method, path, {}, body)
        if answer.status_code == requests.codes.not_found:
            return No(f"{path} does not exist there")
        return No(_told(answer)) if answer.status_code in REFUSALS else _read(answer)

    def _sent(
        self, site: str, method: str, path: str, params: Mapping[str, str], body: Json | None
    ) -> requests.Response:
        """Send it; a token that is refused is replaced once, with the newest key."""
        answer = self._once(site, method, path, params, body)
        if answer.status_code == requests.codes.unauthorized:
            self.tokens.forget(site)
            self.keys.reread()
            answer = self._once(site, method, path, params, body)
        return self._judged(site, method, path, answer)

    def _once(
        self, site: str, method: str, path: str, params: Mapping[str, str], body: Json | None
    ) -> requests.Response:
        key = self.keys.of(site)
        if not key.client_id:
            raise NeedsReview(f"site {site}", "The secret has no API key for this site.")
        token = self.tokens.of(site, key)
        self.pace.take(site, f"{method} kajabi")
        try:
            return self.session.request(
                method,
                f"{key.api_base}/v1/{path}",
                params=dict(params),
                json=body,
                headers={
                    "authorization": f"Bearer {token}",
                    "accept": MEDIA,
                    "content-type": MEDIA,
                },
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Retryable(f"Kajabi cannot be reached: {type(error).__name__}") from error

    def _judged(
        self, site: str, method: str, path: str, answer: requests.Response
    ) -> requests.Response:
        status = answer.status_code
        if status == requests.codes.too_many_requests:
            self.pace.slower(site, None)
            raise Retryable("Kajabi turns us away: too many requests", after=asked_wait(answer))
        if status >= requests.codes.server_error:
            raise Retryable(f"Kajabi answers {status}")
        if status in (requests.codes.unauthorized, requests.codes.forbidden):
            raise NeedsReview(
                f"site {site}",
                f"Kajabi refuses the key of {site} for {method} {path} ({status}): it was deleted, "
                "or lacks a permission.",
            )
        return answer


def asked_wait(answer: requests.Response) -> timedelta | None:
    """Read ``Retry-After`` where it is a number of seconds; Kajabi documents none."""
    said = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(said)) if said.isdigit() else None


def _read(answer: requests.Response) -> Json:
    if not answer.content:
        return {}
    try:
        document = answer.json()
    except requests.JSONDecodeError as error:
        raise Retryable("Kajabi's answer is not JSON") from error
    if not isinstance(document, dict):
        raise Retryable("Kajabi's answer is not a JSON object")
    return document


def _told(answer: requests.Response) -> str:
    """Quote Kajabi's errors: titles and details, which name fields (CONTRACTS.md §1.3)."""
    try:
        errors = answer.json().get("errors", [])
        told = [str(each.get("detail") or each.get("title")) for each in errors]
    except (requests.JSONDecodeError, AttributeError):
        told = []
    place = urlsplit(answer.url).path
    return "; ".join(told) or f"{answer.status_code} at {place}"
