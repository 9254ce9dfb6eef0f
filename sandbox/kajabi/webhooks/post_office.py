"""Carries letters to their addresses, in the background.

Kajabi documents no retry, no timeout and no header of its own: a letter is tried once, unless told
otherwise. Its headers are inferred.
"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, replace

import httpx

from sandbox.kajabi.http.incoming import Object
from sandbox.kajabi.webhooks.letters import Letter
from sandbox.kajabi.webhooks.sorting import Sorter

LOGGED = 5_000
HEADERS = {"content-type": "application/json", "user-agent": "Kajabi"}


@dataclass(frozen=True, slots=True)
class Service:
    """How patiently deliveries are made; seconds are real."""

    attempts: int = 1
    concurrency: int = 16
    wait: float = 0.1
    timeout: float = 30.0


class PostOffice:
    """Sends what the sorter hands out."""

    def __init__(self, sorter: Sorter, service: Service) -> None:
        self.sorter = sorter
        self.service = service
        self.counts: Counter[str] = Counter()
        self.log: deque[Object] = deque(maxlen=LOGGED)
        self._queue: asyncio.Queue[Letter] = asyncio.Queue()
        self._open = 0
        self._quiet = asyncio.Event()

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

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with (
            httpx.AsyncClient(timeout=self.service.timeout, trust_env=False) as client,
            asyncio.TaskGroup() as workers,
        ):
            for _ in range(self.service.concurrency):
                workers.create_task(self._work(client))

    async def _work(self, client: httpx.AsyncClient) -> None:
        while True:
            letter = await self._queue.get()
            if await self._attempt(client, letter):
                self._close("delivered")
            elif letter.attempt + 1 < self.service.attempts:
                again = replace(letter, attempt=letter.attempt + 1)
                asyncio.get_running_loop().call_later(
                    self.service.wait, self._queue.put_nowait, again
                )
            else:
                self._close("failed")

    def _close(self, result: str) -> None:
        self.counts[result] += 1
        self._open -= 1
        if not self._open:
            self._quiet.set()

    async def _attempt(self, client: httpx.AsyncClient, letter: Letter) -> bool:
        self.counts["attempts"] += 1
        try:
            answer = await client.post(letter.url, content=letter.body, headers=HEADERS)
        except (httpx.HTTPError, httpx.InvalidURL) as broken:
            self._note(letter, type(broken).__name__)
            return False
        self._note(letter, answer.status_code)
        return answer.is_success

    def _note(self, letter: Letter, answer: int | str) -> None:
        """Remember an attempt; not the address, which is the receiver's secret."""
        known = {"number": letter.number, "copy": letter.copy, "attempt": letter.attempt}
        self.log.append({**known, "event": letter.event, "at": letter.at, "answer": answer})
