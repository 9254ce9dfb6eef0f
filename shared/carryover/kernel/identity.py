"""What a thing is called, everywhere: which account, which kind, which id."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

ALIAS_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,31}$"
"""Our own short name of a Stripe account *in one mode* (``us``, ``intl-test``); safe in URLs and
keys."""

type AccountAlias = Annotated[str, StringConstraints(pattern=ALIAS_PATTERN)]


def is_alias(text: str) -> bool:
    """Tell an account alias from anything else somebody may put into a URL."""
    return re.fullmatch(ALIAS_PATTERN, text) is not None


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
