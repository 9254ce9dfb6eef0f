"""How a refusal of Stripe's is told."""

from carryover.ports.stripe_api import Refused


def refusal(what: str, answer: Refused) -> str:
    """Say what Stripe refused; its own sentence says best why."""
    told = ", ".join(word for word in (answer.code, answer.param) if word)
    return f"Stripe refuses {what} ({told or answer.status}): {answer.message}"
