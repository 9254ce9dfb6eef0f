"""One drive of one move: what does not change while it lasts."""

from dataclasses import dataclass

from carryover.migration.model import Move, Run
from carryover.migration.moving.foreign import is_foreign
from carryover.migration.moving.looking import Payer
from carryover.migration.writing import Effect


@dataclass(frozen=True, slots=True)
class Pass:
    """Who is moved, by which keys."""

    run: Run
    move: Move
    payer: Payer | None
    """``None``: Stripe's mapping does not know the customer yet."""
    fresh: bool
    """The first pass of its attempt: no key was used before, so what a write is answered is the
    truth. Later an answer may be the replay of an old one (docs.stripe.com/api/
    idempotent_requests), and what was written is read again."""

    @property
    def foreign(self) -> bool:
        """Tell whether the source is no Stripe account, and cannot be asked."""
        return is_foreign(self.run, self.move)

    @property
    def subject(self) -> str:
        """Name it for people: ``us/sub_123``."""
        return f"{self.move.account}/{self.move.subscription}"

    def effect(self, verb: str, account: str, path: str) -> Effect:
        """Name a write."""
        return Effect(self.run.name, self.subject, verb, self.move.attempt, account, path)
