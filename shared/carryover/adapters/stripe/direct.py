"""Reads and writes any object of any account (``ports.stripe_api.StripeApi``), at Stripe's pace."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, cast

from carryover.adapters.stripe.answers import Answer, Call, Forbidden, Missing, Throttled
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.endpoints import endpoint
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.ports.pace import Pace
from carryover.ports.stripe_accounts import Identity
from carryover.ports.stripe_api import Json, Params, Refused

PAGE: Final = 100
"""Objects per page, the most Stripe gives (docs.stripe.com/api/pagination)."""

FOOTHOLDS: Final = 5
"""Objects of a page to go on from: one may have been deleted since it was listed, and then the one
listed before it is as good."""

ROUNDS: Final = 4
"""How often a request that was turned away queues up again, each time at a slower pace, before the
message goes back: what Stripe turned away was not carried out, so a write may come again too."""


@dataclass(frozen=True, slots=True)
class StripeDirect:
    """Keeps the promise of ``StripeApi``, with the key of each account."""

    doors: Doors
    pace: Pace
    fresh_for: float = 0.0
    """Seconds for which an answer still tells what time it is at Stripe: one saves a move a request
    in ten; none is for a local Stripe, whose clock jumps."""
    _heard: dict[str, tuple[float, Seconds]] = field(default_factory=dict)
    """Stripe's time by account, and when by the stopwatch it was told."""

    def get(self, account: str, path: str, params: Params | None = None) -> Json | None:
        """Read one object."""
        try:
            return self._read(account, path, params or {}).data
        except Missing:
            return None

    def pages(
        self, account: str, path: str, params: Params | None = None
    ) -> Iterator[Sequence[Json]]:
        """Read page after page, each when it is wanted."""
        wanted = {"limit": PAGE, **(params or {})}
        answer = self._read(account, path, wanted)
        while True:
            page = answer.data["data"]
            yield page
            if not answer.data["has_more"]:
                return
            answer = self._next(account, path, wanted, page)

    def post(self, account: str, path: str, params: Params, *, key: str) -> Json | Refused:
        """Write under the key of the effect's meaning."""
        return _said(self._sent(account, Call("post", path, params, key)))

    def ask(self, account: str, path: str, params: Params) -> Json | Refused:
        """POST without a key of ours; the SDK makes one, so that its own retry asks once."""
        return _said(self._sent(account, Call("post", path, params)))

    def delete(self, account: str, path: str, params: Params, *, key: str) -> Json | Refused:
        """Stripe ignores keys of DELETE (docs.stripe.com/api/idempotent_requests): none is sent."""
        del key
        return _said(self._sent(account, Call("delete", path, params)))

    def now(self, account: str) -> Seconds:
        """Read Stripe's clock off an answer that came just now, or else off a small one."""
        at, time = self._heard.get(account, (0.0, 0))
        if account in self._heard and self.doors.stopwatch() - at < self.fresh_for:
            return time
        return self._read(account, "subscriptions", {"limit": 1}).latest

    def identify(self, account: str) -> Identity:
        """Ask whose key it is (``ports.stripe_accounts.Identities``)."""
        key = self.doors.keys.of(account)
        known = Identity("", key.livemode, key.restricted)
        try:
            told = self._read(account, "account", {}).data
        except Forbidden as refusal:
            return replace(known, id=refusal.account_id)
        shown = (told.get("settings") or {}).get("dashboard") or {}
        return replace(known, id=told["id"], name=shown.get("display_name") or "")

    def _read(self, account: str, path: str, params: Params) -> Answer:
        return cast("Answer", self._sent(account, Call("get", path, params)))

    def _next(self, account: str, path: str, params: Params, page: Sequence[Json]) -> Answer:
        """Get the page after this one, from its last object that still exists."""
        for foothold in reversed(page[-FOOTHOLDS:]):
            with suppress(Missing):
                return self._read(account, path, {**params, "starting_after": foothold["id"]})
        raise NeedsReview(
            f"{path} of {account}",
            f"Stripe no longer knows the last {FOOTHOLDS} of a page of {path}, so the list cannot "
            "be followed from there. Begin it again.",
        )

    def _sent(self, account: str, call: Call) -> Answer | Refused:
        """Wait for the request's turn and send it; queue up again when it was turned away."""
        place = endpoint(call.method, call.path)
        for _ in range(ROUNDS):
            self.pace.take(account, place)
            try:
                return self._dated(account, self.doors.send(account, call))
            except Throttled as refused:
                last = refused
                if refused.of:
                    whole = not refused.of.startswith(("endpoint", "resource"))
                    self.pace.slower(account, None if whole else place)
        raise last

    def _dated(self, account: str, answer: Answer | Refused) -> Answer | Refused:
        if isinstance(answer, Answer):
            self._heard[account] = self.doors.stopwatch(), answer.latest
        return answer


def _said(answer: Answer | Refused) -> Json | Refused:
    return answer if isinstance(answer, Refused) else answer.data
