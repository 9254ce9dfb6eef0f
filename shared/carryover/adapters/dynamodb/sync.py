"""How far each account was walked and what was found (``sync.store.SyncStore``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import IS_NEW, Condition, Range, Refused, Row, Table
from carryover.kernel.clock import Seconds, seconds
from carryover.kernel.messages import Message
from carryover.sync.model import Findings, RunId, SyncRun, Window

NOTES_KEPT_FOR: Final = timedelta(days=35)
"""Longer than any queue keeps a page of the run, dead letters included (DESIGN §11)."""

REPORTS_KEPT_FOR: Final = timedelta(days=400)
"""So that this month's run can be held against last year's."""


@dataclass(frozen=True, slots=True)
class DynamoSyncStore:
    """Keeps everything of an account's walks in one partition."""

    table: Table

    def checkpoint(self, account: str) -> Seconds | None:
        """Read it consistently: an old answer would only cost a longer walk, but why pay."""
        row = self.table.get(keys.sync_checkpoint(account))
        return None if row is None else int(row["reached"])

    def advance(self, account: str, to: Seconds) -> None:
        """Move it forward only: a slow run must not take back what a later one reached."""
        ahead = Condition("attribute_not_exists(pk) OR reached < :to", {":to": to})
        try:
            self.table.put(keys.sync_checkpoint(account), {"reached": to}, ahead)
        except Refused:
            return

    def fix_window(self, run: RunId, window: Window) -> Window:
        """Write it unless it is written."""
        return self._first(keys.sync_window(run), window, run.started)

    def first_look(self, run: RunId, page: int, findings: Findings) -> Findings:
        """Write it unless it is written."""
        return self._first(keys.sync_page(run, page), findings, run.started)

    def save(self, report: SyncRun) -> None:
        """Write it, over an earlier one of the same run."""
        run = RunId(report.account, report.task, report.started)
        expires_at = seconds(report.finished + REPORTS_KEPT_FOR)
        row: Row = {"report": report.model_dump_json(), keys.EXPIRES_AT: expires_at}
        self.table.put(keys.sync_report(run), row)

    def reports(self, account: str, limit: int) -> Sequence[SyncRun]:
        """Read them backwards."""
        stretch = Range(
            keys.sync_of(account),
            first=keys.SYNC_REPORTS,
            last=f"{keys.SYNC_REPORTS}\U0010ffff",
            newest_first=True,
        )
        rows = islice(self.table.query(stretch, ("report",)), limit)
        return [SyncRun.model_validate_json(str(row["report"])) for row in rows]

    def _first[Note: Message](self, key: keys.Key, note: Note, started: datetime) -> Note:
        """Put it if nothing is there, and answer what is there: two workers get the same."""
        expires_at = seconds(started + NOTES_KEPT_FOR)
        row: Row = {"note": note.model_dump_json(), keys.EXPIRES_AT: expires_at}
        try:
            self.table.put(key, row, IS_NEW)
        except Refused:
            held = self.table.get(key)
            return note if held is None else type(note).model_validate_json(str(held["note"]))
        return note
