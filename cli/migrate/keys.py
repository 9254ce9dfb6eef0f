"""The way into Stripe for somebody at a keyboard: the keys of the environment, then the stage's."""

import os
import time
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from carryover.adapters.stripe.accounts import KEY_VARIABLE, AccountKey, Accounts, Keys
from carryover.kernel.errors import NeedsReview
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
    accounts = import_module("carryover.adapters.stripe.accounts")
    doors = import_module("carryover.adapters.stripe.doors")
    keys = accounts.FirstKeys(accounts.KeysFromEnvironment(os.environ), StageKeys(session))
    way = doors.Doors(keys, time.monotonic, lambda _: None)
    pacing = import_module("carryover.adapters.pacing")
    limits = pacing.by_mode(lambda account: keys.of(account).livemode)
    local = import_module("carryover.adapters.local_pace")
    pace = local.LocalPace(limits, time.monotonic, time.sleep)
    made = import_module("carryover.adapters.stripe.direct").StripeDirect(way, pace)
    return cast("StripeApi", made)
