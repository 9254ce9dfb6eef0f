"""Work that falls due later, kept as data so that a world can be saved and compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.stripe.core.account import Account

type Task = Callable[["Account", str], None]

TASKS: dict[str, Task] = {}


@dataclass(frozen=True, order=True, slots=True)
class Due:
    """One piece of work; ordered by its instant, then by the order it was asked for."""

    when: int
    sequence: int
    task: str
    account: str
    object_id: str


def run(name: str, account: "Account", object_id: str) -> None:
    """Do work by its name at once: what causes it need not know who does it."""
    TASKS[name](account, object_id)


def task(name: str) -> Callable[[Task], Task]:
    """Register what a task name means; a task re-reads its object and checks it."""

    def register(function: Task) -> Task:
        if TASKS.setdefault(name, function) is not function:
            raise ValueError(f"two tasks are called {name}")
        return function

    return register
