"""``/oauth/token`` and ``/oauth/locationToken`` at their date version (CONTRACTS.md §2.1): forms
in, snake_case out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import requests
from pydantic import SecretStr

from carryover.adapters.highlevel.locations import AppKey
from carryover.adapters.highlevel.tokens import Pair, Used
from carryover.adapters.highlevel.wire import PATIENCE, Json, read, sent, turned_away, version
from carryover.kernel.errors import NeedsReview, Retryable

REFUSED: Final = frozenset({400, 401, 422})
"""How OAuth pages say that a token or a client is not accepted (CONTRACTS.md §2.2)."""


@dataclass(frozen=True, slots=True)
class HttpTokenPage:
    """Asks HighLevel."""

    now: Callable[[], float]
    session: requests.Session = field(default_factory=requests.Session)

    def renewed(self, app: AppKey, pair: Pair) -> Pair:
        """Trade the refresh token: it is used up with this, whatever becomes of the answer."""
        form = {"grant_type": "refresh_token", "refresh_token": pair.refresh.get_secret_value()}
        answer = self._asked(app, form)
        if answer.status_code in REFUSED:
            raise Used
        return self._pair(answer, pair.number + 1)

    def redeemed(self, app: AppKey, code: str, redirect: str, number: int) -> Pair:
        """Trade what HighLevel gave a person who installed the app; a code works once, too.
        ``number`` is the one after the pair that is replaced."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        answer = self._asked(app, form)
        if answer.status_code in REFUSED:
            raise NeedsReview("authorisation", "HighLevel refuses the code: begin again.")
        return self._pair(answer, number)

    def of_location(self, app: AppKey, agency: str, location: str) -> tuple[str, float]:
        """Ask, with an agency's token, for one of its locations': the token, and until when."""
        asked_at = self.now()
        form = {"companyId": app.company, "locationId": location}
        head = {"authorization": f"Bearer {agency}"}
        answer = self._post(app, "oauth/locationToken", form, head)
        if answer.status_code in (REFUSED | {403, 404}):
            raise NeedsReview(
                f"location {location}", "HighLevel gives the agency's app no token for it."
            )
        said = _opened(answer)
        return str(said["access_token"]), asked_at + int(said["expires_in"])

    def _asked(self, app: AppKey, form: Mapping[str, str]) -> requests.Response:
        whose = "Company" if app.company else "Location"
        secret = app.client_secret.get_secret_value()
        client = {"client_id": app.client_id, "client_secret": secret, "user_type": whose}
        return self._post(app, "oauth/token", {**client, **form}, {})

    def _post(
        self, app: AppKey, path: str, form: Mapping[str, str], head: Mapping[str, str]
    ) -> requests.Response:
        headers = {"version": version(path), "accept": "application/json", **head}
        return sent(
            lambda: self.session.post(
                f"{app.api_base}/{path}",
                data=dict(form),
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        )

    def _pair(self, answer: requests.Response, number: int) -> Pair:
        now, said = self.now(), _opened(answer)
        return Pair(
            access=SecretStr(str(said["access_token"])),
            refresh=SecretStr(str(said["refresh_token"])),
            until=int(now) + int(said["expires_in"]),
            number=number,
        )


def _opened(answer: requests.Response) -> Json:
    """Read a token. What it says is never quoted."""
    refusal = turned_away(answer)
    if refusal is not None:
        raise refusal
    if not answer.ok:
        raise Retryable(f"HighLevel's token page answers {answer.status_code}")
    said = read(answer)
    missing = {"access_token", "expires_in"} - said.keys()
    if missing:
        raise Retryable(f"HighLevel's token page answers without {', '.join(sorted(missing))}")
    return said
