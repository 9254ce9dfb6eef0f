"""What the CRM tells us, in our words; ``facts`` has all the others."""

from dataclasses import dataclass
from typing import Literal

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class CrmRef:
    """A contact or a sale, as the CRM names it."""

    location: str
    id: str

    def __str__(self) -> str:
        return f"{self.id} of {self.location}"


class CrmTouched(Message):
    """Something happened inside the CRM. The sender signs, but is read again all the same."""

    fact: Literal["crm_touched"] = "crm_touched"
    account: AccountAlias
    """The app's alias."""
    evidence: str
    event: str
    """In the sender's words."""
    location: str
    """As the CRM calls it."""
    about: Literal["contact", "order"]
    id: str

    @property
    def ref(self) -> CrmRef:
        """Name what it is about."""
        return CrmRef(self.location, self.id)
