"""What an audit found, in parts and as a whole (KAJ-5)."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from pydantic import AwareDatetime

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class AuditPart(Message):
    """What one message of an audit found; an audit is the sum of its parts."""

    audit: str
    """The id of the message that ordered it."""
    number: int
    """Its place in the chain of messages, from 0."""
    site: AccountAlias
    at: AwareDatetime
    last: bool = False
    right: int = 0
    """Links, or paying subscriptions, of which both sides say the same."""
    pays_without: tuple[str, ...] = ()
    """Subscriptions (``us/sub_1``) that pay for an offer their member does not have."""
    has_without_paying: tuple[str, ...] = ()
    """Subscriptions that ended, whose member still has what we gave by them."""
    nobody_knows: tuple[str, ...] = ()
    """Contacts with an offer of ours that none of our links gives them."""
    of_no_account: tuple[str, ...] = ()
    """Subscriptions by which somebody has access, of accounts the site's rules do not name."""
    ending: int = 0
    """How many that pay without access end by themselves: they left, and may go without."""

    @property
    def disagreements(self) -> int:
        """Count those whom nobody chose it for. Who has an offer by nothing of ours may have bought
        it at the site, and does every night."""
        paying = len(self.pays_without) - self.ending
        return paying + len(self.has_without_paying) + len(self.of_no_account)


class Findings(Message):
    """What an audit found so far."""

    audit: str
    site: AccountAlias
    began: AwareDatetime
    ended: AwareDatetime | None = None
    """``None``: it goes on."""
    right: int = 0
    pays_without: tuple[str, ...] = ()
    has_without_paying: tuple[str, ...] = ()
    nobody_knows: tuple[str, ...] = ()
    of_no_account: tuple[str, ...] = ()

    @property
    def wrong(self) -> int:
        """Count what a repair or a person has to do something about."""
        kinds = (self.pays_without, self.has_without_paying, self.nobody_knows, self.of_no_account)
        return sum(map(len, kinds))


def summed(parts: Sequence[AuditPart]) -> Findings | None:
    """Add the parts of one audit up; ``None``: there is none yet. It has ended when its last part
    and all before it are there, in whatever order they were written."""
    if not parts:
        return None
    ordered = sorted(parts, key=attrgetter("number"))
    whole = ordered[-1].last and len(ordered) == ordered[-1].number + 1
    return Findings(
        audit=ordered[0].audit,
        site=ordered[0].site,
        began=min(part.at for part in ordered),
        ended=max(part.at for part in ordered) if whole else None,
        right=sum(part.right for part in ordered),
        pays_without=_joined(part.pays_without for part in ordered),
        has_without_paying=_joined(part.has_without_paying for part in ordered),
        nobody_knows=_joined(part.nobody_knows for part in ordered),
        of_no_account=_joined(part.of_no_account for part in ordered),
    )


def _joined(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Name each once: a list that shifts while it is read shows some twice."""
    return tuple(sorted({name for some in found for name in some}))
