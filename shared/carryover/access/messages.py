"""What the ``access`` worker is told."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from carryover.kernel.facts import MemberHinted, StateSeen
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Envelope, Message, named
from carryover.kernel.news import MoneyReturned


class Poll(Message):
    """Look for what no hook says; the clock sends it, it becomes one message per site and list."""

    task: Literal["access.poll"] = "access.poll"


class PollList(Message):
    """Read one list of one site from where it was left."""

    task: Literal["access.poll_list"] = "access.poll_list"
    site: AccountAlias
    what: Literal["deactivated", "reversals", "revoked", "tagged"]
    offer: str | None = None
    """Of ``revoked``: whose holders are read."""
    tag: str | None = None
    """Of ``tagged``: whose members are read."""
    again: int = 0
    """Of ``deactivated``: from which page on what nothing came of is told again; 0: news only."""


class Cancel(Message):
    """A person saw the preview and decided: this subscription ends."""

    task: Literal["access.cancel"] = "access.cancel"
    account: AccountAlias
    subscription: str
    ends: Literal["now", "period_end"]
    by: str
    why: str


class Provide(Message):
    """Give what this subscription opens, if it does and nobody has yet."""

    task: Literal["access.provide"] = "access.provide"
    account: AccountAlias
    subscription: str
    again: bool = False
    """Look also where it was given before: somebody may have taken it there."""


class Withdraw(Message):
    """Take what this subscription opened, if it no longer does."""

    task: Literal["access.withdraw"] = "access.withdraw"
    account: AccountAlias
    subscription: str


class Refund(Message):
    """A cancellation is done: give back what is due by the rules. Ours to ourselves."""

    task: Literal["access.refund"] = "access.refund"
    request: str
    """The wish to cancel, by its meaning."""


class Decide(Message):
    """A person decided about access against, or without, what the payments say."""

    task: Literal["access.decide"] = "access.decide"
    account: AccountAlias
    subscription: str
    access: Literal["give_back", "withhold"]
    by: str
    why: str


class ReleaseBrake(Message):
    """A person decided about the wishes a site's brake holds: all of them, and then it is off."""

    task: Literal["access.release_brake"] = "access.release_brake"
    site: AccountAlias
    held: Literal["release", "discard"]
    """``release``: each is confirmed with the site once more, and carried out if it is still so."""
    by: str
    why: str


class Audit(Message):
    """Compare who pays with who has access; ``repair``: and mend what can be. The clock sends it
    every night, for every site."""

    task: Literal["access.audit"] = "access.audit"
    site: AccountAlias | None = None
    """``None``: each that can be asked; it becomes one message per site."""
    repair: bool = False


class AuditOn(Message):
    """Read on in an audit. Ours to ourselves."""

    task: Literal["access.audit_on"] = "access.audit_on"
    audit: str
    site: AccountAlias
    repair: bool = False
    number: int = 0
    """How many messages of the chain were before this one."""
    place: int = 0
    """Which list: first each offer's holders, then each account's subscriptions."""
    page: int = 1
    """Of holders."""
    after: str | None = None
    """Of subscriptions: the one read last."""


type AccessMessage = Annotated[
    Annotated[MemberHinted, Tag("member_hinted")]
    | Annotated[StateSeen, Tag("state_seen")]
    | Annotated[MoneyReturned, Tag("money_returned")]
    | Annotated[Poll, Tag("access.poll")]
    | Annotated[PollList, Tag("access.poll_list")]
    | Annotated[Cancel, Tag("access.cancel")]
    | Annotated[Provide, Tag("access.provide")]
    | Annotated[Withdraw, Tag("access.withdraw")]
    | Annotated[Refund, Tag("access.refund")]
    | Annotated[Decide, Tag("access.decide")]
    | Annotated[ReleaseBrake, Tag("access.release_brake")]
    | Annotated[Audit, Tag("access.audit")]
    | Annotated[AuditOn, Tag("access.audit_on")],
    Discriminator(named),
]


class AccessEnvelope(Envelope[Message]):
    """Any of the above, with its papers."""

    body: AccessMessage
