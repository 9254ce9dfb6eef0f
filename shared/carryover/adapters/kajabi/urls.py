"""The inbound URLs of offers (``ports.kajabi.OfferUrls``; CONTRACTS.md §1.11): the URL is the
credential, so it is in no message and no error of ours."""

from dataclasses import dataclass, field
from typing import Final

import requests

from carryover.adapters.kajabi.sites import OfferUrl
from carryover.adapters.kajabi.transport import PATIENCE, Keys, asked_wait
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import No
from carryover.ports.pace import Pace

GIVEN: Final = "The offer has already been granted to this member"
NOT_GIVEN: Final = "Offer grant not found for offer on member"
"""Kajabi's texts that mean yes. Statuses are not documented, so texts are what there is."""

LONGEST: Final = 300
"""Characters of a refusal that are shown to a person."""


@dataclass(frozen=True, slots=True)
class InboundUrls:
    """Tells offers who may see them."""

    keys: Keys
    pace: Pace
    session: requests.Session = field(default_factory=requests.Session)

    def activate(
        self, site: str, offer: str, *, email: str, name: str, member: str, welcome: bool
    ) -> No | None:
        """Tell it; the e-mail is sent only when asked for, the opposite of the API."""
        url = self._url(site, offer).activate.get_secret_value()
        asked = {"send_offer_grant_email": "true"} if welcome else {}
        said = {"name": name or email, "email": email, "external_user_id": member}
        return self._told(site, url, asked, said, GIVEN)

    def deactivate(self, site: str, offer: str, *, email: str, name: str, member: str) -> No | None:
        """Tell it, under the same ``external_user_id``: that is case-sensitive."""
        url = self._url(site, offer).deactivate.get_secret_value()
        said = {"name": name or email, "email": email, "external_user_id": member}
        return self._told(site, url, {}, said, NOT_GIVEN)

    def _url(self, site: str, offer: str) -> OfferUrl:
        found = self.keys.of(site).offers.get(offer)
        if found is None:
            raise NeedsReview(f"site {site}", f"The secret has no inbound URLs of offer {offer}.")
        return found

    def _told(
        self, site: str, url: str, asked: dict[str, str], said: dict[str, str], yes: str
    ) -> No | None:
        self.pace.take(site, "POST inbound")
        try:
            answer = self.session.post(
                url, params=asked, json=said, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as error:
            # Its text would quote the URL; its cause is left out for the same reason.
            raise Retryable(f"Kajabi cannot be reached: {type(error).__name__}") from None
        if answer.ok or yes in answer.text:
            return None
        if answer.status_code == requests.codes.too_many_requests:
            self.pace.slower(site, None)
            raise Retryable("Kajabi turns us away: too many requests", after=asked_wait(answer))
        if answer.status_code >= requests.codes.server_error:
            raise Retryable(f"Kajabi answers {answer.status_code}")
        return No(answer.text[:LONGEST] or f"status {answer.status_code}")
