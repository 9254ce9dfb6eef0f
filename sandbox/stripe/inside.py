"""The way into a local Stripe of this process: Stripe's own SDK, without a network in between.

    world = World(seed=1, start=…); world.open("us", "sk_test_us")
    client = StripeClient("sk_test_us", http_client=Inside(Desk(world)))

For rehearsals, simulations and tests, where thousands of requests are asked and nothing is learnt
from sockets.
"""

from collections.abc import Callable, Mapping
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

import stripe

from sandbox.stripe import resources
from sandbox.stripe.http.authentication import key_of
from sandbox.stripe.http.desk import Desk, Incoming, Reply
from sandbox.stripe.http.faults import ApiFaults, Fault, Kind, heard

_Broken: Callable[..., Exception] = stripe.APIConnectionError


class Inside(stripe.HTTPClient):
    """Hands the SDK's requests to a desk; ordered faults strike as on the wire, but nobody waits:
    a slow answer is an answer, and the SDK repeats what failed at once."""

    name = "inside"

    def __init__(self, desk: Desk, faults: ApiFaults | None = None) -> None:
        super().__init__()
        resources.load()
        self.desk = desk
        self.faults = faults or ApiFaults()

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
        asked = Incoming(
            method.upper(), unquote(place.path), place.query, str(post_data or ""), said
        )
        reply = self._answer(asked)
        date = formatdate(self.desk.world.clock, usegmt=True)
        return reply.body.decode(), reply.status, {"date": date, **reply.headers}

    def _sleep_time_seconds(self, num_retries: int) -> float:
        """Say how long the SDK pauses between its tries: the clock here stands still meanwhile."""
        del num_retries
        return 0.0

    def _answer(self, asked: Incoming) -> Reply:
        if not self.faults.orders:
            return self.desk.answer(asked)
        account = self.desk.world.by_key(key_of(asked.headers))
        alias = account.alias if account else ""
        fault = self.faults.take(alias, asked.method, asked.path)
        if fault is None or fault.kind is Kind.SLOW:
            return self.desk.answer(asked)
        return self._suffer(fault, asked)

    def _suffer(self, fault: Fault, asked: Incoming) -> Reply:
        if fault.after_effect:
            self.desk.answer(asked)
        told = heard(fault)
        if told is None:
            raise _Broken("The connection broke.", should_retry=True)
        if fault.remembered:
            self.desk.remember(asked, told)
        return told

    def close(self) -> None:
        """There is nothing to close."""
