"""The sync's memory without a table, held to the same contract as DynamoDB's
(tests/contract/test_sync_store.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from carryover.kernel.clock import Seconds
from carryover.sync.model import Findings, RunId, SyncRun, Window


@dataclass
class MemorySyncStore:
    """Notes by the run they belong to."""

    reached: dict[str, Seconds] = field(default_factory=dict)
    windows: dict[RunId, Window] = field(default_factory=dict)
    looks: dict[tuple[RunId, int], Findings] = field(default_factory=dict)
    filed: dict[RunId, SyncRun] = field(default_factory=dict)

    def checkpoint(self, account: str) -> Seconds | None:
        return self.reached.get(account)

    def advance(self, account: str, to: Seconds) -> None:
        self.reached[account] = max(to, self.reached.get(account, to))

    def fix_window(self, run: RunId, window: Window) -> Window:
        return self.windows.setdefault(run, window)

    def first_look(self, run: RunId, page: int, findings: Findings) -> Findings:
        return self.looks.setdefault((run, page), findings)

    def save(self, report: SyncRun) -> None:
        self.filed[RunId(report.account, report.task, report.started)] = report

    def reports(self, account: str, limit: int) -> Sequence[SyncRun]:
        ours = [report for report in self.filed.values() if report.account == account]
        return sorted(ours, key=lambda report: (report.started, report.task), reverse=True)[:limit]
