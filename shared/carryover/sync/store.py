"""The sync's memory."""

from collections.abc import Sequence
from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.sync.model import Findings, RunId, SyncRun, Window


class SyncStore(Protocol):
    """Remembers how far an account was walked and what was found.

    Raises ``Retryable`` when it cannot be reached.
    """

    def checkpoint(self, account: str) -> Seconds | None:
        """Tell up to which second every event is known to have arrived; ``None``: never walked."""

    def advance(self, account: str, to: Seconds) -> None:
        """Move the checkpoint forward; an earlier ``to`` changes nothing."""

    def fix_window(self, run: RunId, window: Window) -> Window:
        """Fix what a run looks through at the first asking; later askings get the same answer."""

    def first_look(self, run: RunId, page: int, findings: Findings) -> Findings:
        """Keep what the first look at a page found; later looks get the same answer.

        By the second look the first may have mended everything, and would count as never broken.
        """

    def save(self, report: SyncRun) -> None:
        """File the report of a finished run; the same run again replaces it."""

    def reports(self, account: str, limit: int) -> Sequence[SyncRun]:
        """List reports, the latest first."""
