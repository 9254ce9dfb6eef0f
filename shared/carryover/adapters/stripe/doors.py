"""The way into every account: which key opens it, and what happens when that key was rolled."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from carryover.adapters.stripe.accounts import AccountKey, Keys
from carryover.adapters.stripe.answers import Answer, Call, KeyRefused, Params
from carryover.kernel.errors import NeedsReview
from carryover.ports.stripe_api import Refused

if TYPE_CHECKING:
    from stripe import HTTPClient

    from carryover.adapters.stripe.transport import Transport


type Wire = HTTPClient
"""What carries requests instead of the network: a local Stripe of this process
(``sandbox.stripe.inside.Inside``)."""


@dataclass(slots=True)
class Doors:
    """Keeps a connection per key while the process is warm."""

    keys: Keys
    stopwatch: Callable[[], float]
    """Seconds from some arbitrary point, never running backwards."""
    on_read: Callable[[str], None]
    """Told the account of every request, so that reads can be counted (DESIGN §9)."""
    wire: "Wire | None" = None
    _ways: "dict[AccountKey, Transport]" = field(default_factory=dict)

    def get(self, account: str, path: str, params: Params) -> Answer:
        """Ask. Raises ``Missing`` or what happens to the message, never an error of Stripe's."""
        return cast("Answer", self.send(account, Call("get", path, params)))

    def send(self, account: str, call: Call) -> Answer | Refused:
        """Send a request; only writes can be ``Refused``. Raises as ``get`` does."""
        for key in self._keys(account):
            self.on_read(account)
            with suppress(KeyRefused):
                return self._way(key).send(account, call)
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
            way = transport.Transport.of(key, self.stopwatch, self.wire)
            self._ways[key] = cast("Transport", way)
        return self._ways[key]
