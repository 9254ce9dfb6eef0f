"""Takes events from the world and carries them to the endpoints, in the background.

The world only appends to a list, which cannot fail or block; everything that can, happens here.
"""

import asyncio
import heapq
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.webhooks.faults import Dice, WebhookFaults
from sandbox.stripe.webhooks.letters import Letter, compose
from sandbox.stripe.webhooks.schedule import gap

LOGGED = 5_000
"""Attempts that are remembered, of all accounts together."""
LAST = 50
"""Deliveries that are remembered for whoever looks."""


@dataclass(frozen=True, slots=True)
class Service:
    """How patiently deliveries are made. Stripe retries for three days; here seconds are real."""

    concurrency: int = 16
    attempts: int = 5
    first_wait: float = 0.1
    """Seconds before the first retry; each further one waits three times as long."""
    timeout: float = 30.0

    def wait(self, attempt: int) -> float:
        """Seconds to wait after a failed attempt."""
        return float(self.first_wait * 3**attempt)


class PostOffice:
    """Holds what is waiting, sends it with bounded concurrency, retries what is refused."""

    def __init__(self, service: Service, wall: Callable[[], int]) -> None:
        self.service = service
        self.wall = wall
        """Real time in seconds: receivers compare the signature's timestamp with their clock."""
        self.faults: dict[str, WebhookFaults] = {}
        self._waiting: dict[str, deque[Letter]] = defaultdict(deque)
        self._queue: asyncio.Queue[Letter] = asyncio.Queue()
        self.closed: deque[tuple[Letter, str]] = deque(maxlen=LAST)
        """The last deliveries and how they ended."""
        self.log: deque[Object] = deque(maxlen=LOGGED)
        self._resting: list[tuple[int, int, Letter]] = []
        """Letters to be tried again at an instant of the clock."""
        self._rested = 0
        self._open = 0
        self._quiet = asyncio.Event()

    def accept(self, account: Account, event: Event) -> None:
        """Take an event (a listener of the world) and decide what becomes of it."""
        faults = self.faults.get(account.alias, WebhookFaults())
        for endpoint in account.listening(event.type):
            identity = (account.world.seed, account.alias, event.id, endpoint["id"])
            dice = Dice(faults, identity)
            if dice.falls("lost"):
                account.stats["lost"] += 1
                continue
            extra = faults.copies if dice.falls("duplicated") else 0
            account.stats["duplicates"] += extra
            letter = Letter(account, endpoint, event, dice)
            self._waiting[account.alias].extend(
                replace(letter, copy=copy) for copy in range(extra + 1)
            )

    def dispatch(self) -> None:
        """Hand everything that waits to the workers, shuffled within the account's window."""
        self._wake()
        for alias, waiting in self._waiting.items():
            window = self.faults.get(alias, WebhookFaults()).window
            while waiting:
                batch = [waiting.popleft() for _ in range(min(window, len(waiting)))]
                if window > 1:
                    batch.sort(key=lambda letter: letter.dice.place(letter.copy))
                for letter in batch:
                    self._send_off(letter)

    async def drain(self) -> None:
        """Wait until everything is delivered or given up, retries included."""
        self.dispatch()
        while self._open:
            self._quiet.clear()
            await self._quiet.wait()

    def pending(self) -> int:
        """Count deliveries that are neither made nor given up."""
        return self._open + len(self._resting) + sum(map(len, self._waiting.values()))

    def forget(self) -> None:
        """Drop what waits; what is on its way still arrives."""
        self._waiting.clear()
        self._resting.clear()
        self.log.clear()
        self.closed.clear()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with (
            httpx.AsyncClient(timeout=self.service.timeout, trust_env=False) as client,
            asyncio.TaskGroup() as workers,
        ):
            for _ in range(self.service.concurrency):
                workers.create_task(self._work(client))

    def _send_off(self, letter: Letter) -> None:
        self._open += 1
        if letter.dice.falls("delayed"):
            letter.account.stats["delayed"] += 1
            self._later(letter.dice.faults.delay, letter)
        else:
            self._queue.put_nowait(letter)

    def _later(self, seconds: float, letter: Letter) -> None:
        asyncio.get_running_loop().call_later(seconds, self._queue.put_nowait, letter)

    async def _work(self, client: httpx.AsyncClient) -> None:
        while True:
            letter = await self._queue.get()
            if not letter.wanted():
                self._close(letter, "dropped")
            elif await self._attempt(client, letter):
                self._close(letter, "delivered")
            else:
                self._try_again(letter)

    def _try_again(self, letter: Letter) -> None:
        """Retry soon, or when Stripe would, or give up."""
        again = replace(letter, attempt=letter.attempt + 1)
        if letter.dice.faults.patience == "stripe":
            self._rest(again, gap(letter.attempt, livemode=letter.account.livemode))
        elif again.attempt < self.service.attempts:
            self._later(self.service.wait(letter.attempt), again)
        else:
            self._close(letter, "failed")

    def _rest(self, letter: Letter, seconds: int | None) -> None:
        """Lay a letter aside until the clock has moved; an endpoint that took nothing in all that
        time is disabled in live mode [inferred from the warning Stripe sends before]."""
        if seconds is None:
            self._close(letter, "failed")
            if letter.account.livemode and not letter.heard_since():
                letter.disable()
            return
        self._rested += 1
        when = letter.account.now() + seconds
        heapq.heappush(self._resting, (when, self._rested, letter))
        self._done()

    def _wake(self) -> None:
        """Take up what has rested long enough."""
        while self._resting and self._resting[0][0] <= self._resting[0][2].account.now():
            letter = heapq.heappop(self._resting)[2]
            self._waiting[letter.account.alias].append(letter)

    def _close(self, letter: Letter, result: str) -> None:
        letter.account.stats[result] += 1
        self.closed.append((letter, result))
        if result == "delivered":
            letter.delivered()
        self._done()

    def _done(self) -> None:
        self._open -= 1
        if not self._open:
            self._quiet.set()

    async def _attempt(self, client: httpx.AsyncClient, letter: Letter) -> bool:
        letter.account.stats["attempts"] += 1
        body, headers = compose(letter, self.wall())
        try:
            answer = await client.post(letter.endpoint["url"], content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as broken:
            self.log.append(letter.noted(type(broken).__name__))
            return False
        self.log.append(letter.noted(answer.status_code))
        return answer.is_success
