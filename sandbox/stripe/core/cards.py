"""What a card is, and what the bank behind it says when asked for money."""

from dataclasses import dataclass
from enum import StrEnum


class Authentication(StrEnum):
    """When the cardholder has to pass 3D Secure."""

    NEVER = "never"
    UNLESS_SET_UP = "unless_set_up"
    ALWAYS = "always"
    ALREADY_SET_UP = "already_set_up"


class Aftermath(StrEnum):
    """What a test card brings on once it was charged (docs.stripe.com/testing#disputes)."""

    FRAUDULENT = "fraudulent"
    NOT_RECEIVED = "product_not_received"
    INQUIRY = "inquiry"
    WARNING = "early_fraud_warning"
    TWICE = "multiple_disputes"


class Refunding(StrEnum):
    """How a refund to the card goes (docs.stripe.com/testing#refunds)."""

    PROMPT = "prompt"
    PENDING = "pending"
    FAILS_LATER = "fails_later"


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
    network_decline_code: str | None = None
    network_advice_code: str | None = None
    blocked: bool = False
    """Stripe's Radar said no, and no bank was asked."""


@dataclass(frozen=True, slots=True)
class RequiresAction:
    """The cardholder has to authenticate first; impossible while they are away (off session)."""


@dataclass(frozen=True, slots=True)
class Processing:
    """The bank will say later: a direct debit is on its way."""


type Outcome = Approved | Declined | RequiresAction | Processing


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
    supports_3ds: bool = True
    aftermath: Aftermath | None = None
    refunding: Refunding = Refunding.PROMPT
    at_once: bool = False
    """Whether the money skips the pending balance."""
    risk: str = "normal"
    failing_checks: tuple[str, ...] = ()
    """Of ``cvc``, ``address_line1`` and ``address_postal_code``."""


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
