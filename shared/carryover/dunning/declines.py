"""What a bank's "no" means for us. Data first; where no row fits, nothing is guessed (DUN-1)."""

from enum import StrEnum

from carryover.kernel.messages import Message


class Cause(StrEnum):
    """Why the money did not come, as far as it makes a difference to what is done next."""

    FUNDS = "funds"
    """There was not enough in the account: wait for pay-day."""
    TECHNICAL = "technical"
    """Somebody's machine failed: again in some hours."""
    BANK = "bank"
    """The bank does not say: a few more attempts, and ask the customer."""
    CONFIRM = "confirm"
    """The customer has to confirm this very payment (3-D Secure): no blind retry (DUN-3)."""
    CARD = "card"
    """This card, as it is recorded, will not do: another one, or its details anew."""
    NEVER = "never"
    """Lost, stolen, fraud: this card is never charged again, and the customer is told nothing
    about the reason."""
    LEGAL = "legal"
    """The holder revoked the right to charge: read it as a wish to cancel."""
    CHECK = "check"
    """Something may have been paid already: look before anything else."""
    OURS = "ours"
    """A mistake in how we are set up: no customer can mend it."""


class Decline(Message):
    """The words of a refusal, as Stripe has them in ``last_payment_error`` and
    ``charge.outcome`` (CONTRACTS §9.3)."""

    advice_code: str | None = None
    network_advice_code: str | None = None
    """Two digits; Mastercard's merchant advice codes among them."""
    decline_code: str | None = None
    network_decline_code: str | None = None
    code: str | None = None
    outcome: str | None = None
    """``outcome.type``: ``blocked`` is Radar's word."""
    reason: str | None = None
    """``outcome.reason``."""
