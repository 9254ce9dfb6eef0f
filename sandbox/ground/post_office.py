"""Carries letters to their addresses, in the background.

What its letters look like from outside, and what an answer means, every provider says itself.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import httpx

from sandbox.ground.asking import Object
from sandbox.ground.letters import Letter
from sandbox.ground.sorting import Sorter

LOGGED = 5_000

type Answer = int | str
"""A status, or the name of what broke."""


class PostOffice(ABC):
    """Sends what the sorter hands out, a few letters at once."""

    def __init__(self, sorter: Sorter, timeout: float, concurrency: int = 16) -> None:
        self.sorter = sorter
        self.timeout = timeout
        """How long an answer may take: real seconds."""
        self.concurrency = concurrency
        self.counts: Counter[str] = Counter()
        self.log: deque[Object] = deque(maxlen=LOGGED)
        self._queue: asyncio.Queue[Letter] = asyncio.Queue()
        self._open = 0
        self._quiet = asyncio.Event()

    @abstractmethod
    def headers(self, letter: Letter) -> Mapping[str, str]:
        """Write the headers of a delivery."""

    @abstractmethod
    def settle(self, letter: Letter, answer: Answer) -> None:
        """Decide what an answer means for a letter: ``close`` it, or have it sent ``again``."""

    def dispatch(self) -> None:
        """Hand everything that waits to the workers."""
        for letter in self.sorter.take():
            self._open += 1
            self._queue.put_nowait(letter)

    async def drain(self) -> None:
        """Wait until everything due is delivered or given up."""
        self.dispatch()
        while self._open:
            self._quiet.clear()
            await self._quiet.wait()

    def pending(self) -> int:
        """Count letters that are neither delivered nor given up."""
        return self._open + self.sorter.pending()

    def forget(self) -> None:
        """Drop what waits; what is on its way still arrives."""
        self.sorter.forget()
        self.counts.clear()
        self.log.clear()

    @asynccontextmanager
    async def at_work(self, _: object = None) -> AsyncIterator[None]:
        """Deliver for as long as an application lives."""
        work = asyncio.create_task(self._run())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    def close(self, result: str) -> None:
        """Count a letter that is out of our hands."""
        self.counts[result] += 1
        self._open -= 1
        if not self._open:
            self._quiet.set()

    def again(self, letter: Letter, wait: float) -> None:
        """Carry a letter once more, some real seconds later."""
        asyncio.get_running_loop().call_later(wait, self._queue.put_nowait, letter)

    async def _run(self) -> None:
        async with (
            httpx.AsyncClient(timeout=self.timeout, trust_env=False) as client,
            asyncio.TaskGroup() as workers,
        ):
            for _ in range(self.concurrency):
                workers.create_task(self._work(client))

    async def _work(self, client: httpx.AsyncClient) -> None:
        while True:
            letter = await self._queue.get()
            self.settle(letter, await self._attempt(client, letter))

    async def _attempt(self, client: httpx.AsyncClient, letter: Letter) -> Answer:
        """Try once, and remember it; not the address, which may be the receiver's secret."""
        self.counts["attempts"] += 1
        try:
            said = await client.post(letter.url, content=letter.body, headers=self.headers(letter))
            answer: Answer = said.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as broken:
            answer = type(broken).__name__
        known = {"number": letter.number, "copy": letter.copy, "attempt": letter.attempt}
        self.log.append({**known, "event": letter.event, "at": letter.at, "answer": answer})
        return answer
