"""The way into every account: which key opens it, and what happens when that key was rolled."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from carryover.adapters.stripe.accounts import AccountKey, KeySecret
from carryover.adapters.stripe.answers import Answer, KeyRefused, Params
from carryover.kernel.errors import NeedsReview

if TYPE_CHECKING:
    from carryover.adapters.stripe.transport import Transport


@dataclass(slots=True)
class Doors:
    """Keeps a connection per key while the process is warm."""

    keys: KeySecret
    stopwatch: Callable[[], float]
    """Seconds from some arbitrary point, never running backwards."""
    on_read: Callable[[str], None]
    """Told the account of every request, so that reads can be counted (DESIGN §9)."""
    _ways: "dict[AccountKey, Transport]" = field(default_factory=dict)

    def get(self, account: str, path: str, params: Params) -> Answer:
        """Ask. Raises ``Missing`` or what happens to the message, never an error of Stripe's."""
        for key in self._keys(account):
            self.on_read(account)
            with suppress(KeyRefused):
                return self._way(key).get(account, path, params)
        raise NeedsReview(
            f"account {account}",
            f"Stripe refuses the key of {account}: it was revoked, expired or mistyped. Put a "
            "valid one into the secret.",
        )

    def _keys(self, account: str) -> Iterator[AccountKey]:
        """Try the key we hold; if that is refused, the one in the secret, if it is another."""
        held = self.keys.of(account)
        yield held
        fresh = self.keys.reread().get(account)
        if fresh is not None and fresh != held:
            yield fresh

    def _way(self, key: AccountKey) -> "Transport":
        """Import the SDK only now: most of the mirror's cold starts never need it (LOCAL.md)."""
        if key not in self._ways:
            transport = import_module("carryover.adapters.stripe.transport")
            self._ways[key] = cast("Transport", transport.Transport.of(key, self.stopwatch))
        return self._ways[key]
