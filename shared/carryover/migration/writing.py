"""Every write of the migration: named by its meaning, laid down before it is sent.

If the process dies between the note and the answer, the trail shows a write whose outcome nobody
saw; the retry looks at the world, and either finds it done or sends the same key again.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from carryover.kernel.clock import Clock
from carryover.migration.store import Deed, Trail
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi


@dataclass(frozen=True, slots=True)
class Effect:
    """One change at Stripe, by its meaning."""

    run: str
    subject: str
    """What it is for: ``us/sub_123``, ``catalogue``."""
    verb: str
    """``arm``, ``stop``, ``disarm`` …; of the catalogue ``price us/price_1``."""
    attempt: int
    """Which try of the whole: a new attempt is a new write, the same attempt is not."""
    account: str
    path: str

    @property
    def key(self) -> str:
        """Say it as the beginning of an idempotency key (Stripe takes up to 255 characters). The
        digest of what is sent follows: Stripe refuses another content under a known key, and if the
        source changed between two tries, it *is* another write."""
        return f"carryover:{self.run}:{self.subject}:{self.verb}:{self.attempt}"


class Writes(Protocol):
    """Changes things at Stripe, on record. Raises as ``StripeApi`` does."""

    def post(self, effect: Effect, params: Params) -> Json | Refused:
        """Create or change."""

    def delete(self, effect: Effect, params: Params) -> Json | Refused:
        """End."""


@dataclass(frozen=True, slots=True)
class RecordedWrites:
    """Keeps the promise of ``Writes`` with Stripe and the audit trail."""

    stripe: StripeApi
    trail: Trail
    now: Clock

    def post(self, effect: Effect, params: Params) -> Json | Refused:
        """Note it, send it, note what came of it."""

        deed = self._deed(effect, "POST", params)

        def send() -> Json | Refused:
            return self.stripe.post(effect.account, effect.path, params, key=deed.key)

        return self._sent(deed, send)

    def delete(self, effect: Effect, params: Params) -> Json | Refused:
        """Note it, send it, note what came of it."""

        deed = self._deed(effect, "DELETE", params)

        def send() -> Json | Refused:
            return self.stripe.delete(effect.account, effect.path, params, key=deed.key)

        return self._sent(deed, send)

    def _deed(self, effect: Effect, method: str, params: Params) -> Deed:
        said = json.dumps(params, sort_keys=True)
        return Deed.model_validate(
            {
                "key": f"{effect.key}:{_digest(said)}",
                "run": effect.run,
                "subject": effect.subject,
                "account": effect.account,
                "method": method,
                "path": effect.path,
                "params": said,
                "at": self.now(),
            }
        )

    def _sent(self, deed: Deed, send: Callable[[], Json | Refused]) -> Json | Refused:
        self.trail.note(deed)
        answer = send()
        self.trail.note(deed.model_copy(update=_came_of(answer)))
        return answer


def _digest(said: str) -> str:
    return blake2b(said.encode(), digest_size=6).hexdigest()


def _came_of(answer: Json | Refused) -> dict[str, str]:
    if isinstance(answer, Refused):
        told = answer.code or str(answer.status)
        return {"outcome": f"refused: {told} {answer.param}".strip(), "request": answer.request}
    return {"outcome": "done", "object_id": str(answer.get("id", ""))}
