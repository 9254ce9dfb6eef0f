"""Reads the card somebody typed in: number or token, expiry, security code."""

from datetime import UTC, datetime
from typing import Any

from sandbox.stripe.core.card_table import CARDS, named
from sandbox.stripe.core.cards import Card, luhn
from sandbox.stripe.core.errors import StripeError, card_error, invalid_request, resource_missing

YEARS_VALID = 5
"""How long the cards behind Stripe's test ids stay valid."""


def typed_card(given: dict[str, Any]) -> Card:
    """Find the test card behind ``card[token]`` or ``card[number]``."""
    if "token" in given:
        card = named(given["token"])
        if card is None:
            raise resource_missing("token", given["token"], "card[token]")
        return card
    if "number" not in given:
        raise invalid_request(
            "Missing required param: card[number].", param="card[number]", code="parameter_missing"
        )
    return _numbered(given["number"].replace(" ", ""))


def typed_expiry(given: dict[str, Any], now: int) -> tuple[int, int]:
    """Check month and year as typed; a card known by its token has an expiry of its own."""
    today = datetime.fromtimestamp(now, UTC)
    if "token" in given:
        return today.month, today.year + YEARS_VALID
    month, year = given.get("exp_month"), given.get("exp_year")
    if month is None or not 1 <= month <= 12:
        raise _wrong("month", "card[exp_month]")
    if year is not None and year < 100:
        year += 2000
    if year is None or (year, month) < (today.year, today.month):
        raise _wrong("year", "card[exp_year]")
    return month, year


def _numbered(number: str) -> Card:
    if not (number.isdecimal() and luhn(number)):
        message = "Your card number is incorrect."
        raise card_error(message, code="incorrect_number", param="number")
    if number not in CARDS:
        message = (
            "Your card was declined. Your request was in test mode, but used a non test card. "
            "For a list of valid test cards, visit: https://stripe.com/docs/testing."
        )
        raise card_error(message, code="card_declined", decline_code="test_mode_live_card")
    return CARDS[number]


def _wrong(part: str, param: str) -> StripeError:
    message = f"Your card's expiration {part} is invalid."
    return card_error(message, code=f"invalid_expiry_{part}", param=param)
