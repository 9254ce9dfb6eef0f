"""What one message is about, before it is words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from carryover.dunning.declines import Cause
from carryover.dunning.house import Brand
from carryover.dunning.letters.words import FALLBACK, Reason, known
from carryover.dunning.model import EndName
from carryover.dunning.rules import Terms, Tone
from carryover.dunning.steps import Plea

SAYS_THE_END: Final = {
    "pay": False,
    "card": False,
    "confirm": False,
    "soon": False,
    "last-days": True,
    "final": True,
}
"""The templates, and whether they name the day on which the road ends."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a message says. Amounts in minor units of ``currency``."""

    template: str
    plea: Plea
    tone: Tone
    cause: Cause
    brand: Brand
    language: str
    """Two letters; of the brand's."""
    locale: str
    """As babel writes it, for money and dates: ``de_AT``."""
    amount: int
    currency: str
    link: str
    name: str = ""
    about: str = ""
    number: str = ""
    end: EndName = "nothing"
    ends_on: date | None = None
    unsubscribe: str = ""
    """A link, or what the mail service puts one in place of; empty: none is offered."""

    @property
    def reason(self) -> Reason:
        """Choose what may be said about why the money did not come."""
        if self.plea is Plea.CONFIRM:
            return "confirm"
        return "card" if self.cause is Cause.CARD else "bank"


def language_for(brand: Brand, locale: str | None) -> str:
    """Choose the language: the customer's own if the brand writes it, else the brand's first."""
    own = (locale or "").replace("_", "-").partition("-")[0].casefold()
    offered = [one for one in brand.languages if one in known()] or [FALLBACK]
    return own if own in offered else offered[0]


def faults(terms: Terms) -> list[str]:
    """Say which templates of a schedule nobody has written; workflows are the CRM's."""
    return [
        f"messages: {one.step}: there is no template {one.template!r}, only "
        f"{', '.join(SAYS_THE_END)}"
        for one in terms.messages
        if one.channel != "workflow" and one.template not in SAYS_THE_END
    ]
