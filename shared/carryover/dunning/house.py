"""In whose name customers are written to (DUN-2): one entry per account, given by the owner.

The file is YAML like the schedule (docs/dunning/house.example.yaml). An account that is not in it
writes to nobody.
"""

from typing import Annotated, Final, Literal, Protocol, Self

from pydantic import Field, StringConstraints, model_validator

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message

type Line = Annotated[str, StringConstraints(pattern=r"^[^\r\n]{1,200}$")]
"""One line: it may come to stand in a header."""
type Https = Annotated[str, StringConstraints(pattern=r"^https://[^\s\"'<>]+$")]
type Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]

LANGUAGES: Final = ("en", "de", "pl", "es")


class Brand(Message):
    """Who writes."""

    name: Line
    sender: Line
    """``Acme <billing@acme.example>``: verified at the mail service."""
    reply_to: Line | None = None
    support: Line
    """An address for questions; stands in every letter."""
    postal: tuple[Line, ...] = ()
    """The company's address, for the foot of a letter; many countries ask for it."""
    colour: Colour = "#1f4fd8"
    """Of the button, with white words on it."""
    logo: Https | None = None
    card_page: Https | None = None
    """Where customers give another card: the login page of Stripe's customer portal. Without it the
    invoice's own page is linked, which takes another card too."""
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = LANGUAGES
    """What letters may be written in; the first one is for everybody else."""
    unsubscribe: tuple[Line, Line] | None = None
    """List and topic at SES that customers leave when they want no more letters of this kind."""
    location: AccountAlias | None = None
    """The HighLevel location its customers are contacts of, for SMS and workflows."""
    email_by: Literal["ses", "highlevel"] = "ses"
    """Who sends the letters; through HighLevel they stand in the contact's conversation."""

    @model_validator(mode="after")
    def _has_a_location(self) -> Self:
        if self.email_by == "highlevel" and self.location is None:
            raise ValueError("email_by: highlevel needs a location")
        return self


class House(Message):
    """Everybody's; empty until somebody has decided."""

    accounts: dict[AccountAlias, Brand] = Field(default_factory=dict)


class Houses(Protocol):
    """The house in force. Raises as ``RuleBook`` does."""

    def house(self) -> House:
        """Read it."""
