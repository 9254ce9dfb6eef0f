"""What a card is, and what the bank behind it says when asked for money."""

from dataclasses import dataclass
from enum import StrEnum


class Authentication(StrEnum):
    """When the cardholder has to pass 3D Secure."""

    NEVER = "never"
    UNLESS_SET_UP = "unless_set_up"
    ALWAYS = "always"
    ALREADY_SET_UP = "already_set_up"


@dataclass(frozen=True, slots=True)
class Approved:
    """The bank pays."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The bank said no; ``decline_code`` is given with ``card_declined`` only."""

    code: str
    decline_code: str | None
    advice_code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class RequiresAction:
    """The cardholder has to authenticate first; impossible while they are away (off session)."""


type Outcome = Approved | Declined | RequiresAction


@dataclass(frozen=True, slots=True)
class Card:
    """One test card."""

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Declined | None = None
    attachable: bool = True
    """Most declining cards already fail to attach to a customer."""
    authentication: Authentication = Authentication.NEVER


def answer(card: Card, *, off_session: bool, set_up: bool, authenticated: bool) -> Outcome:
    """Ask the bank for money: authentication comes first, the decision about money after it."""
    if not authenticated and _challenges(
        card.authentication, off_session=off_session, set_up=set_up
    ):
        return RequiresAction()
    return card.decline or Approved()


def _challenges(rule: Authentication, *, off_session: bool, set_up: bool) -> bool:
    match rule:
        case Authentication.NEVER:
            return False
        case Authentication.ALWAYS:
            return True
        case Authentication.UNLESS_SET_UP:
            return not (off_session and set_up)
        case Authentication.ALREADY_SET_UP:
            return not off_session


def luhn(number: str) -> bool:
    """Check the last digit of a card number."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
