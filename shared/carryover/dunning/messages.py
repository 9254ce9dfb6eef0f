"""What the ``dunning`` worker is told."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import ObjectTouched, StateSeen
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Envelope, Message, named
from carryover.kernel.news import CardChanged, MoneyReturned


class Sweep(Message):
    """Wake every case whose alarm clock rang; the clock sends it, it becomes one message each."""

    task: Literal["dunning.sweep"] = "dunning.sweep"
    account: AccountAlias | None = None
    """``None``: every account, each by a message of its own."""
    after: str | None = None
    """Where a sweep that found too many for one run goes on."""


class Discover(Message):
    """Look for open invoices that failed lately and are no case: those whose news were lost, or
    came before there were rules. The clock sends it once a day."""

    task: Literal["dunning.discover"] = "dunning.discover"
    account: AccountAlias | None = None
    """Whose; ``None``: everybody's, by a message each."""
    after: str | None = None
    """Where a list that has further pages goes on."""


class Look(Message):
    """Decide one invoice's case anew, and do the step; opens the case if there is none and the
    invoice failed."""

    task: Literal["dunning.look"] = "dunning.look"
    account: AccountAlias
    invoice: str


class Begin(Message):
    """A person said: take this invoice up, however long ago it failed. The schedule begins now; a
    case that is there already is looked at, and stays what it is."""

    task: Literal["dunning.begin"] = "dunning.begin"
    account: AccountAlias
    invoice: str
    by: str
    why: str


class TryNow(Message):
    """A person said: try again now. Whatever networks forbid stays forbidden."""

    task: Literal["dunning.try"] = "dunning.try"
    account: AccountAlias
    invoice: str
    by: str
    why: str


class Pause(Message):
    """A person said: no attempts and no messages for now."""

    task: Literal["dunning.pause"] = "dunning.pause"
    account: AccountAlias
    invoice: str
    by: str
    why: str
    until: Seconds | None = None
    """``None``: until ``Resume``."""


class Resume(Message):
    """A person said: go on; also past the question named, if one was asked."""

    task: Literal["dunning.resume"] = "dunning.resume"
    account: AccountAlias
    invoice: str
    by: str
    why: str
    cleared: str | None = None
    """The name of the question (``Ask.name``) that is answered by this."""


class CloseByHand(Message):
    """A person said: leave it for good. The invoice stays what it is at Stripe."""

    task: Literal["dunning.close"] = "dunning.close"
    account: AccountAlias
    invoice: str
    by: str
    why: str


class Bounced(Message):
    """A letter of ours did not arrive, or was called spam: the mail service says so by the clock of
    its own event (SES Developer Guide, "Examples of event data")."""

    task: Literal["dunning.bounced"] = "dunning.bounced"
    account: AccountAlias
    customer: str
    invoice: str
    address: str
    """Not the address itself: its ``silence.digest``, as the letter was tagged with it."""
    reference: str
    """The service's id of the letter."""
    kind: Literal["bounce", "complaint"]


type DunningMessage = Annotated[
    Annotated[StateSeen, Tag("state_seen")]
    | Annotated[ObjectTouched, Tag("object_touched")]
    | Annotated[MoneyReturned, Tag("money_returned")]
    | Annotated[CardChanged, Tag("card_changed")]
    | Annotated[Sweep, Tag("dunning.sweep")]
    | Annotated[Discover, Tag("dunning.discover")]
    | Annotated[Look, Tag("dunning.look")]
    | Annotated[Begin, Tag("dunning.begin")]
    | Annotated[TryNow, Tag("dunning.try")]
    | Annotated[Pause, Tag("dunning.pause")]
    | Annotated[Resume, Tag("dunning.resume")]
    | Annotated[CloseByHand, Tag("dunning.close")]
    | Annotated[Bounced, Tag("dunning.bounced")],
    Discriminator(named),
]


class DunningEnvelope(Envelope[Message]):
    """Any of the above, with its papers."""

    body: DunningMessage
