"""What a thing is called, everywhere: which account, which kind, which id."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from carryover.kernel.alias import ALIAS_PATTERN

type AccountAlias = Annotated[str, StringConstraints(pattern=ALIAS_PATTERN)]


class Kind(StrEnum):
    """The Stripe objects we keep a record of; the values are Stripe's own ``object`` names."""

    CUSTOMER = "customer"
    SUBSCRIPTION = "subscription"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """One Stripe object. Ids are unique only within an account: a copied customer keeps its id."""

    account: str
    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id} of {self.account}"
