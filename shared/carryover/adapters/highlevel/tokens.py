"""OAuth pairs: renewed once however many workers want it, and stored before they are used.

A refresh token works once; the answer that replaces it must not be lost (CONTRACTS.md §2.1). So:
one lease for the whole secret, then a second look (another worker may have renewed meanwhile), then
the request, then Secrets Manager, and only then the first request with the new token. A worker that
dies between answer and secret has lost the pair: the next one, told that the old refresh token is
used up, asks a person to authorise the app again. Nothing else could bring it back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, SecretStr

from carryover.adapters.highlevel.locations import AppKey
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview, Retryable

MARGIN: Final = 600
"""Seconds before its end at which a token is renewed: no request outlives it."""

A_MOMENT: Final = timedelta(seconds=3)
"""How long to wait while another worker renews: a request and two looks."""


class Pair(BaseModel):
    """What a person's consent, or the last renewal, gave."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    access: SecretStr
    refresh: SecretStr
    until: Seconds
    """When the access token ends."""
    number: int = 1
    """Counts renewals, so that an old pair never replaces a newer one."""

    def fresh(self, now: float) -> bool:
        """Tell whether it may still be used."""
        return now < self.until - MARGIN


class Pairs(Protocol):
    """Where pairs are kept. Raises ``Retryable`` when it cannot be reached."""

    def read(self, grant: str) -> Pair | None:
        """Read one as it is now."""

    def keep(self, grant: str, pair: Pair) -> None:
        """Return only when it cannot be lost any more."""


class Lease(Protocol):
    """Who may renew. Raises ``Retryable`` when it cannot be reached."""

    def take(self, now: Seconds) -> int | None:
        """Take it, if nobody has it or whoever had it is surely gone; ``None``: somebody has it."""

    def give_back(self, version: int) -> None:
        """Let the next one take it at once; does nothing once another one has."""


class Used(Exception):
    """HighLevel refuses the refresh token."""


class TokenPage(Protocol):
    """Where tokens come from. Raises ``Retryable`` when it cannot answer now."""

    def renewed(self, app: AppKey, pair: Pair) -> Pair:
        """Trade the refresh token for the next pair. Raises ``Used``."""


@dataclass(slots=True)
class Grants:
    """Keeps one access token per grant; a grant is an app's, or an app's for one location."""

    page: TokenPage
    pairs: Pairs
    lease: Lease
    now: Callable[[], float]
    """Seconds since 1970."""
    _held: dict[str, Pair] = field(default_factory=dict)
    _unkept: dict[str, Pair] = field(default_factory=dict)
    """Renewed, but not stored yet: not used either."""
    _refused: dict[str, str] = field(default_factory=dict, repr=False)
    """The access token of a grant that HighLevel did not take, before its time."""

    def access(self, grant: str, app: AppKey) -> str:
        """Answer a token in force. Raises ``Retryable`` while another worker renews it."""
        held = self._held.get(grant)
        if held is None or not self._good(grant, held):
            held = self._held[grant] = self._stored(grant, app)
        return held.access.get_secret_value()

    def refused(self, grant: str, access: str) -> bool:
        """Hear that HighLevel did not take a token; answer whether another try makes sense: once
        per grant and process, for what is missing may be a scope, which no renewal brings."""
        again = grant not in self._refused
        self._refused.setdefault(grant, access)
        self._held.pop(grant, None)
        return again

    def _good(self, grant: str, pair: Pair) -> bool:
        known_bad = self._refused.get(grant) == pair.access.get_secret_value()
        return pair.fresh(self.now()) and not known_bad

    def _stored(self, grant: str, app: AppKey) -> Pair:
        if grant in self._unkept:
            self._keep(grant, self._unkept[grant])
        pair = self.pairs.read(grant)
        if pair is None:
            raise _unauthorised(grant, "Nobody has authorised the app yet.")
        return pair if self._good(grant, pair) else self._renewed(grant, app)

    def _renewed(self, grant: str, app: AppKey) -> Pair:
        """Take the lease, look again, renew. Where no answer came, the lease ends by itself: a
        minute's rest for a page that is in trouble."""
        version = self.lease.take(int(self.now()))
        if version is None:
            raise Retryable("another worker renews HighLevel's token", after=A_MOMENT)
        pair = self.pairs.read(grant)
        try:
            if pair is None or not self._good(grant, pair):
                pair = self._traded(grant, app, pair)
        except NeedsReview:
            self.lease.give_back(version)
            raise
        self.lease.give_back(version)
        return pair

    def _traded(self, grant: str, app: AppKey, pair: Pair | None) -> Pair:
        if pair is None:
            raise _unauthorised(grant, "Its tokens are gone from the secret.")
        try:
            following = self.page.renewed(app, pair)
        except Used:
            raise _unauthorised(
                grant,
                "HighLevel refuses its refresh token: the answer to an earlier renewal was lost, "
                "or the app was uninstalled.",
            ) from None
        return self._keep(grant, following)

    def _keep(self, grant: str, pair: Pair) -> Pair:
        self._unkept[grant] = pair
        self.pairs.keep(grant, pair)
        del self._unkept[grant]
        return pair


def _unauthorised(grant: str, why: str) -> NeedsReview:
    return NeedsReview(f"grant {grant}", f"{why} Authorise the app again (docs/runbooks/crm.md).")
