"""One run on a stage: its approved plan, its messages, and the subscriptions people name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer

from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import Task
from carryover.migration.model import Move, Run
from carryover.ports.outbox import Queue
from carryover.replay.model import Act, Deed, Order
from cli.command import Refusal
from cli.migrate.desk import Desk
from cli.migrate.project import Project

BATCH: Final = 100
"""Messages handed to the outbox at once; Ctrl-C loses none that were handed over."""

SomeSubscriptions = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SUBSCRIPTION]...", help="As status names them: us/sub_123."),
]
Subscription = Annotated[
    str, typer.Argument(metavar="SUBSCRIPTION", help="As plan and status name it: us/sub_123.")
]


@dataclass(frozen=True, slots=True)
class Running:
    """A run that was approved."""

    project: Project
    desk: Desk
    run: Run

    @classmethod
    def find(cls, project: Project, desk: Desk) -> "Running":
        """Find what is in force. Raises ``Refusal`` when there is nothing, or something else."""
        run = desk.runs.find(project.name)
        if run is None:
            raise Refusal(
                f"no plan of {project.name} is approved on this stage: carryover migrate plan, "
                "then carryover migrate approve HASH --why …"
            )
        if run.target != project.settings.target:
            raise Refusal(
                f"{project.name} was approved with the target {run.target}, migration.yaml says "
                f"{project.settings.target}: they are two migrations, give this one another name"
            )
        return cls(project, desk, run)

    def move(self, named: str) -> Move:
        """Find one subscription's move."""
        account, subscription = self.split(named)
        found = self.desk.moves.find(self.run.name, account, subscription)
        if found is None:
            raise Refusal(f"{named} has not been begun: it is in no wave of {self.run.name} yet")
        return found

    def split(self, named: str) -> tuple[str, str]:
        """Take ``us/sub_1`` apart; with a single source its name may be left out."""
        account, slash, subscription = named.rpartition("/")
        if not slash and len(self.project.settings.origins) == 1:
            account = self.project.settings.origins[0]
        if not account:
            raise Refusal(f"{named}: say whose it is, like {self.run.sources[0]}/{subscription}")
        return self.project.source(account), subscription

    def send(self, order: Order, tasks: Iterable[Task]) -> int:
        """Put messages on the worker's queue, each under an id of this order's own: a second
        order for the same subscription is no duplicate of the first."""
        sent, batch = 0, []
        for number, task in enumerate(tasks):
            body: Message = task
            name = f"{order.cause}:{number}"
            batch.append(stamped(body, message_id=name, cause=order.cause, at=order.at))
            if len(batch) == BATCH:
                sent += self._handed(batch)
        return sent + self._handed(batch)

    def record(self, deed: Deed, what: str, order: Order) -> None:
        """Write down who wants it, before it is done."""
        self.desk.audit.write(Act(deed, f"{self.run.name}: {what}", order))

    def _handed(self, batch: list[Any]) -> int:
        handed = len(batch)
        if batch:
            self.desk.outbox.send(Queue.SUBSCRIPTION_RECREATION, *batch)
        batch.clear()
        return handed
