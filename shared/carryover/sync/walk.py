"""What every walk does between its pages and at its end."""

from dataclasses import dataclass

from carryover.kernel.clock import Clock
from carryover.kernel.messages import Envelope, Message
from carryover.ports.outbox import Outbox, Queue
from carryover.sync.messages import EventsPage, ObjectsPage
from carryover.sync.model import Findings, RunId, SyncRun, Task
from carryover.sync.store import SyncStore


@dataclass(frozen=True, slots=True)
class Walk:
    """Carries one task from message to message."""

    task: Task
    memory: SyncStore
    outbox: Outbox
    now: Clock

    def run(self, envelope: Envelope[Message], account: str) -> RunId:
        """Name the run; every message of it bears its trigger's ``occurred_at``."""
        return RunId(account, self.task, envelope.occurred_at)

    def go_on(self, envelope: Envelope[Message], page: EventsPage | ObjectsPage) -> None:
        """Ask for a page; asked twice, it is the same message."""
        name = f"{self.run(envelope, page.account)}:{page.number}"
        self.outbox.send(Queue.SCHEDULED_SYNC, envelope.answer(page, message_id=name))

    def report(
        self, envelope: Envelope[Message], page: EventsPage | ObjectsPage, total: Findings
    ) -> None:
        """File what the run found."""
        self.memory.save(
            SyncRun(
                account=page.account,
                task=self.task,
                started=envelope.occurred_at,
                finished=self.now(),
                cause=envelope.cause,
                window=page.window,
                findings=total,
            )
        )
