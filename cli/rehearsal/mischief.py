"""What goes wrong on purpose: the same seed, the same misfortunes.

Stripe's side is played by the local Stripe's own faults (timeouts after the effect, 429, 5xx, 409,
connections that break); the worker's side by deaths before and after any effect.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sandbox.stripe.http.faults import ApiFaults, Fault, Kind

SHARES: Final = (
    Fault(Kind.TIMEOUT, times=None, after_effect=True, share=0.01),
    Fault(Kind.RESET, times=None, share=0.02),
    Fault(Kind.SERVER_ERROR, times=None, share=0.03),
    Fault(Kind.SERVER_ERROR, "POST", times=None, after_effect=True, share=0.04),
    Fault(Kind.RATE_LIMIT, times=None, share=0.05),
    Fault(Kind.CONFLICT, "POST", times=None, share=0.06),
)
"""One die is thrown per request; the first order whose share it falls below strikes, so each order
has the share by which its number is larger than the one before."""

DEATHS: Final = 0.02
"""Of the effects, before or after how many the worker dies."""

TWICE: Final = 0.1
"""Of the messages, how many come twice."""


class Died(BaseException):
    """The worker's process is gone: nothing catches this but whoever starts the next one."""


@dataclass(slots=True)
class Mischief:
    """Misfortunes, and how many there were."""

    seed: int
    on: bool = True
    deaths: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    dice: Random = field(init=False)
    api: ApiFaults = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(f"mischief {self.seed}")  # noqa: S311 - to be repeated, not to be secret
        self.api = Counted(self.seed, self.struck)
        if self.on:
            self.api.orders = [*SHARES]

    @property
    def twice(self) -> float:
        """Say how many messages come twice."""
        return TWICE if self.on else 0.0

    def mortal[Port](self, port: Port, *effects: str) -> Port:
        """Wrap a port: its effects may be the worker's last deed."""
        return Mortal(port, frozenset(effects), self.moment) if self.on else port  # type: ignore[return-value]

    def moment(self) -> None:
        """Pass a moment at which a worker may die."""
        if self.dice.random() < DEATHS / 2:
            self.deaths += 1
            raise Died


class Counted(ApiFaults):
    """The local Stripe's faults, counted by kind."""

    def __init__(self, seed: int, struck: Counter[str]) -> None:
        super().__init__(seed)
        self.counts = struck

    def take(self, account: str, method: str, path: str) -> Fault | None:
        """Find the fault that strikes, and count it."""
        fault = super().take(account, method, path)
        if fault is not None:
            after = " after its effect" if fault.after_effect else ""
            self.counts[f"{fault.kind.replace('_', ' ')}{after}"] += 1
        return fault


class Mortal:
    """A port whose effects can be survived or not."""

    def __init__(self, port: object, effects: frozenset[str], moment: Callable[[], None]) -> None:
        self._port, self._effects, self._moment = port, effects, moment

    def __getattr__(self, name: str) -> object:
        """Hand out a method; an effect has a moment before it and one after it."""
        method = getattr(self._port, name)
        if name not in self._effects:
            return method

        def effect(*given: object, **named: object) -> object:
            self._moment()
            answer = method(*given, **named)
            self._moment()
            return answer

        return effect
