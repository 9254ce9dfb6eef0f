"""What the mirror is told."""

from typing import Annotated, Literal

from pydantic import Field

from carryover.kernel.facts import ObjectTouched, StateSeen
from carryover.kernel.identity import AccountAlias, Kind, ObjectRef
from carryover.kernel.messages import Envelope, Message


class Settle(Message):
    """Our own note to self: the evidence about this object is a tie, look at Stripe if it still
    is."""

    fact: Literal["settle"] = "settle"
    account: AccountAlias
    kind: Kind
    id: str

    @property
    def ref(self) -> ObjectRef:
        """Name the object this is about."""
        return ObjectRef(self.account, self.kind, self.id)


type MirrorMessage = Annotated[StateSeen | ObjectTouched | Settle, Field(discriminator="fact")]


class MirrorEnvelope(Envelope[Message]):
    """An envelope whose body is any message for the mirror."""

    body: MirrorMessage
