"""Whose key a key is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Identity:
    """What can be learnt of the account a key opens."""

    id: str
    """Stripe's id of the account, ``acct_…``; empty when Stripe does not tell this key."""
    livemode: bool
    """By the key: Stripe writes the mode into it (docs.stripe.com/keys)."""
    restricted: bool
    """Whether the key may do only what was ticked for it."""
    name: str = ""
    """As the Dashboard shows it."""


class Identities(Protocol):
    """Knows the accounts' keys."""

    def identify(self, account: str) -> Identity:
        """Ask whose key the one of this alias is. Raises as ``StripeApi`` does."""
