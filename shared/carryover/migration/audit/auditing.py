"""One audit of all sources."""

from collections.abc import Mapping
from contextlib import closing
from itertools import chain

from carryover.migration.audit.account import Pass, Told
from carryover.migration.audit.between import Crossing
from carryover.migration.audit.model import Audit
from carryover.migration.audit.rule import ranked
from carryover.migration.snapshot.archive import Archive


def audit(archives: Mapping[str, Archive], told: Told) -> Audit:
    """Look through the sources' snapshots: one object in memory at a time.

    Raises ``NeedsReview`` when a snapshot is damaged.
    """
    with closing(Crossing()) as crossing:
        passes = [Pass(archive, crossing, told) for _, archive in sorted(archives.items())]
        pictures = tuple(each.picture() for each in passes)
        own = (found for each in passes for found in each.findings())
        return Audit(sources=pictures, findings=ranked(chain(own, crossing.findings())))
