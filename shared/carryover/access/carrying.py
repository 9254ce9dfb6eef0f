"""A subscription was moved to another account: its member's access goes along, and comes back with
a rollback (KAJ-1, KAJ-4). One grant at the site, and one link that answers for it.

Without this the target would look for its member by an address that may be another one by now, and
the source's link would go on claiming a grant whose end is no business of its own any more.
"""

from dataclasses import dataclass

from carryover.access.model import AccessLink, Billed, LinkState
from carryover.access.store import Links
from carryover.kernel.clock import Clock

CLAIMS = (LinkState.GIVING, LinkState.GIVEN)


@dataclass(frozen=True, slots=True)
class Carrying:
    """Hands a grant on."""

    links: Links
    now: Clock

    def before(self, one: Billed, site: str) -> AccessLink | None:
        """Find the link of the source a target replaces."""
        if one.source is None:
            return None
        account, _, name = one.source.partition("/")
        link = self.links.find(account, name)
        return link if link is not None and link.site == site else None

    def along(self, one: Billed, site: str) -> None:
        """The target answers for it now. Dying before the target's own link says so costs a look:
        the next delivery gives what is there already."""
        source = self.before(one, site)
        if source is not None and source.state in CLAIMS:
            self._save(source, LinkState.TAKEN)

    def back(self, target: AccessLink, one: Billed) -> None:
        """The source answers for it again, first; dying in between leaves two claims to one grant,
        and the next look at the target settles that."""
        source = self.before(one, target.site)
        if source is not None and source.state is LinkState.TAKEN:
            self._save(source, target.state)
        self._save(target, LinkState.TAKEN)

    def _save(self, link: AccessLink, state: LinkState) -> None:
        changed = {"state": state, "changed_at": self.now()}
        self.links.save(link.model_copy(update=changed))
