"""Who was tagged as leaving while a hook was lost, and whose tag was taken off (KAJ-3).

Kajabi dates no tag, and lists contacts by tag and in no order of tagging (``filter[has_tag_id]``,
CONTRACTS.md §1.5): so everybody who has the tag is read, over several minutes where they are many,
and compared with who had it before. So each tag has a date of ours: it was not there yet when we
looked before. Told first, written down after: a crash in between tells it twice, under the same
message id. A hint may be given up (dead letters); who was told of within three days and not
answered is told of once more each day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from carryover.access.model import Reached
from carryover.access.reminding import OPEN, TOLD_FOR
from carryover.access.store import Memory
from carryover.access.sweeping import Sweeping, Swept
from carryover.kernel.clock import Clock, Seconds, moment, seconds
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Kajabi


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is different from the reading before."""

    hints: tuple[tuple[str, MemberHinted], ...]
    """By message id."""
    reached: Reached
    swept: Swept


@dataclass(frozen=True, slots=True)
class Tags:
    """Compares readings."""

    memory: Memory
    kajabi: Kajabi
    now: Clock

    def notice(self, site: str, tag: str) -> Noticed | None:
        """Read a tag's members; ``None``: there are more. Who had it at the first reading left
        before we looked: that is the audit's, as with every list."""
        sweeping = Sweeping(self.memory, self.now)
        swept = sweeping.on(site, f"tag:{tag}", partial(self.kajabi.tagged, site, tag))
        if swept is None:
            return None
        held = self.memory.progress.find(site, f"tagged:{tag}")
        hints = [] if held is None else list(self._hints(tag, held, swept))
        before, since = (held.dated, seconds(held.looked_at)) if held else ({}, 0)
        dated = {who: before.get(who, since) for who in sorted(swept.people)}
        version = held.version if held else 0
        return Noticed(tuple(hints), _reached(site, tag, swept, dated, version), swept)

    def _hints(self, tag: str, held: Reached, swept: Swept) -> Iterator[tuple[str, MemberHinted]]:
        since = seconds(held.looked_at)
        for who in sorted(swept.people - held.dated.keys()):
            yield _told(held, tag, who, "tag_added", since, f"tag_added:{held.version}")
        for who in sorted(held.dated.keys() - swept.people):
            yield _told(held, tag, who, "tag_removed", since, f"tag_removed:{held.version}")
        today = f"{self.now():%Y-%m-%d}"
        if f"{held.looked_at:%Y-%m-%d}" != today:
            for who, at in self._unanswered(tag, held, swept):
                yield _told(held, tag, who, "tag_added", at, f"again:{today}")

    def _unanswered(self, tag: str, held: Reached, swept: Swept) -> Iterator[tuple[str, Seconds]]:
        young = self.now() - TOLD_FOR
        for who in sorted(swept.people & held.dated.keys()):
            at = held.dated[who]
            if at and moment(at) > young:
                wish = self.memory.requests.find(f"{held.site}:{who}:tag:{tag}")
                if wish is None or wish.state in OPEN:
                    yield who, at


def _told(
    held: Reached, tag: str, who: str, event: str, since: Seconds, name: str
) -> tuple[str, MemberHinted]:
    hint = MemberHinted(
        account=held.site,
        evidence=f"poll:{who}:{tag}",
        event=event,
        contact=who,
        tag=tag,
        since=since,
    )
    return f"poll:{held.site}:{tag}:{who}:{name}", hint


def _reached(site: str, tag: str, swept: Swept, dated: dict[str, Seconds], version: int) -> Reached:
    return Reached(
        site=site,
        what=f"tagged:{tag}",
        until=seconds(swept.began),
        dated=dated,
        looked_at=swept.began,
        version=version,
    )
