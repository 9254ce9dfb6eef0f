"""The way into a local Stripe of this process: Stripe's own SDK, without a network in between.

    world = World(seed=1, start=…); world.open("us", "sk_test_us")
    client = StripeClient("sk_test_us", http_client=Inside(Desk(world)))

For rehearsals, simulations and tests, where thousands of requests are asked and nothing is learnt
from sockets.
"""

from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import urlsplit

import stripe

from sandbox.stripe import resources
from sandbox.stripe.http.desk import Desk, Incoming


class Inside(stripe.HTTPClient):
    """Hands the SDK's requests to a desk."""

    name = "inside"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        resources.load()
        self.desk = desk

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: object = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Ask, and answer as the wire would: body, status, headers."""
        place = urlsplit(url)
        said = {name.lower(): value for name, value in (headers or {}).items()}
        asked = Incoming(method.upper(), place.path, place.query, str(post_data or ""), said)
        reply = self.desk.answer(asked)
        date = formatdate(self.desk.world.clock, usegmt=True)
        return reply.body.decode(), reply.status, {"date": date, **reply.headers}

    def close(self) -> None:
        """There is nothing to close."""
