"""Who was tagged as leaving while a hook was lost, and whose tag was taken off (KAJ-3).

Kajabi dates no tag, and lists contacts by tag and in no order of tagging (``filter[has_tag_id]``,
CONTRACTS.md §1.5): so everybody who has the tag is read, and compared with who had it before. Told
first, written down after: a crash in between tells it twice, under the same message id.
"""

from dataclasses import dataclass
from typing import Final

from carryover.access.model import Reached
from carryover.access.store import Progress
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Kajabi

PAGES: Final = 10
"""Of a tag's members that are read every minute: 1,000, five seconds of what Kajabi takes."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is different from the reading before."""

    hints: tuple[tuple[str, MemberHinted], ...]
    """By message id."""
    reached: Reached
    whole: bool
    """Whether everybody was read."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Compares readings."""

    progress: Progress
    kajabi: Kajabi
    now: Clock

    def notice(self, site: str, tag: str) -> Noticed:
        """Read a tag's members. Who had it at the first reading left before we looked: that is the
        audit's, as with every list."""
        held = self.progress.find(site, f"tagged:{tag}")
        tagged, whole = self._tagged(site, tag)
        before = tagged if held is None else set(held.seen)
        after = tagged if whole else tagged | before
        since = None if held is None else seconds(held.looked_at)

        def hint(event: str, who: str) -> MemberHinted:
            evidence = f"poll:{who}:{tag}"
            return MemberHinted(
                account=site, evidence=evidence, event=event, contact=who, tag=tag, since=since
            )

        changed = [("tag_added", after - before), ("tag_removed", before - after)]
        version = 0 if held is None else held.version
        hints = tuple(
            (f"poll:{site}:{tag}:{who}:{event}:{version}", hint(event, who))
            for event, people in changed
            for who in sorted(people)
        )
        return Noticed(hints, self._reached(site, tag, after, version), whole)

    def _tagged(self, site: str, tag: str) -> tuple[set[str], bool]:
        found: set[str] = set()
        for page in range(1, PAGES + 1):
            listed = self.kajabi.tagged(site, tag, page)
            found.update(listed.items)
            if not listed.more:
                return found, True
        return found, False

    def _reached(self, site: str, tag: str, seen: set[str], version: int) -> Reached:
        now = self.now()
        return Reached(
            site=site,
            what=f"tagged:{tag}",
            until=seconds(now),
            seen=tuple(sorted(seen)),
            looked_at=now,
            version=version,
        )


def too_many(site: str, tag: str) -> NeedsReview:
    """Ask for room: beyond the pages that are read a lost hook stays lost."""
    return NeedsReview(
        f"tag {tag} of {site}",
        f"not implemented here: over {PAGES * 100} members have the tag. Take it off those who "
        "left long ago, so that the poll sees everybody who leaves while a hook is lost.",
    )
