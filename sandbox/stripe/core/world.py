"""One sandbox: several accounts under one movable clock."""

import heapq
from collections.abc import Callable

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import TASKS, Due
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.events import Event

LIVE_SIDE = "-live"
"""Ends the alias of the live side of an account whose test side has the plain alias."""

type Listener = Callable[[Account, Event], None]


class World:
    """Time stands still until someone moves it; nothing in here reads the machine's clock."""

    def __init__(self, seed: int = 1, start: int = 1_735_689_600) -> None:
        self.seed = seed
        self.start = start
        self.clock = start
        self.pages: str | None = None
        """Where this sandbox serves the pages that Stripe hosts; None: nobody looks at them."""
        self.accounts: dict[str, Account] = {}
        self.listeners: list[Listener] = []
        self.work: list[Due] = []
        """Work ahead, a heap."""
        self.sequence = 0
        """How much work was ever asked for."""

    def open(self, alias: str, *keys: str) -> Account:
        """Open an account that answers to the given keys; those of live mode open its live side."""
        live = tuple(key for key in keys if "_live_" in key)
        test = tuple(key for key in keys if key not in live)
        opened = self._open(alias, test or live)
        if test and live:
            self._open(f"{alias}{LIVE_SIDE}", live)
        return opened

    def _open(self, alias: str, keys: tuple[str, ...]) -> Account:
        if alias in self.accounts:
            raise invalid_request(f"There is an account {alias} already.")
        if taken := [key for key in keys if self.by_key(key)]:
            raise invalid_request(f"A key opens an account already: {taken[0][:11]}…")
        self.accounts[alias] = Account(self, alias, keys)
        return self.accounts[alias]

    def other_mode(self, account: Account) -> Account | None:
        """Find the other side of an account that has keys of both modes."""
        alias = account.alias
        other = alias.removesuffix(LIVE_SIDE) if account.livemode else f"{alias}{LIVE_SIDE}"
        return None if other == alias else self.accounts.get(other)

    def by_key(self, key: str) -> Account | None:
        """Find the account a key opens."""
        return next((each for each in self.accounts.values() if key in each.keys), None)

    def publish(self, account: Account, event: Event) -> None:
        """Tell every listener about an event."""
        for listener in self.listeners:
            listener(account, event)

    def planned(self, when: int, task: str, account: str, object_id: str) -> Due:
        """Describe work to be done; the number keeps the order in which it was asked for."""
        if task not in TASKS:
            raise KeyError(f"no task is called {task}")
        self.sequence += 1
        return Due(when, self.sequence, task, account, object_id)

    def schedule(self, due: Due) -> None:
        """Remember work; an instant already past runs at the next move of the clock."""
        heapq.heappush(self.work, due)

    def advance(self, to: int) -> None:
        """Move time forward, running due work in order, each piece at its own instant."""
        if to < self.clock:
            raise invalid_request(f"The clock stands at {self.clock}; it never goes back to {to}.")
        while self.work and self.work[0].when <= to:
            due = heapq.heappop(self.work)
            self.clock = max(self.clock, due.when)
            TASKS[due.task](self.accounts[due.account], due.object_id)
        self.clock = to

    def due(self) -> list[Due]:
        """List the work ahead, soonest first."""
        return sorted(self.work)

    def become(self, other: "World") -> None:
        """Take over seed, start and accounts; whoever listened goes on listening."""
        self.seed, self.start, self.accounts = other.seed, other.start, other.accounts
        for account in self.accounts.values():
            account.world = self

    def reset(self) -> None:
        """Return to the first instant with the same accounts and keys, and nothing in them."""
        keys = {alias: account.keys for alias, account in self.accounts.items()}
        self.clock = self.start
        granted = {alias: account.permissions for alias, account in self.accounts.items()}
        self.accounts = {alias: Account(self, alias, each) for alias, each in keys.items()}
        for alias, each in granted.items():
            self.accounts[alias].permissions = each
        self.work, self.sequence = [], 0
