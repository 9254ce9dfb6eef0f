"""The way into Stripe for somebody at a keyboard: the keys of the environment, then the stage's."""

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carryover.adapters.stripe.accounts import (
    KEY_VARIABLE,
    AccountKey,
    Accounts,
    FirstKeys,
    Keys,
    KeysFromEnvironment,
)
from carryover.kernel.errors import NeedsReview
from carryover.wiring.stripe_direct import for_a_person
from cli.command import Refusal

if TYPE_CHECKING:
    from carryover.ports.stripe_api import StripeApi
    from cli.session import Session


@dataclass(slots=True)
class StageKeys:
    """The secret of the stage, asked only when the environment has no key."""

    session: "Session"
    _held: Keys | None = field(default=None)

    def of(self, account: str) -> AccountKey:
        """Find an account's key there, or say where to put one."""
        try:
            return self._secret().of(account)
        except Refusal as error:
            name = account.upper().replace("-", "_")
            raise NeedsReview(
                f"account {account}",
                f"There is no key for {account}: set {KEY_VARIABLE}{name}. The stage "
                f"{self.session.stage} could not be asked: {error}.",
            ) from None

    def reread(self) -> Accounts:
        """Look again; a stage that cannot be asked has nothing new."""
        try:
            return self._secret().reread()
        except Refusal:
            return {}

    def _secret(self) -> Keys:
        if self._held is None:
            self._held = self.session.migration.keys
        return self._held


def direct(session: "Session") -> "StripeApi":
    """Open the way; nothing is asked yet, of Stripe or of AWS."""
    keys = FirstKeys(KeysFromEnvironment(os.environ), StageKeys(session))
    return for_a_person(keys)
