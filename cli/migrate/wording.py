"""Amounts, moments and names as sentences of a migration use them."""

from collections.abc import Mapping

from carryover.kernel.clock import Seconds, moment
from cli.money import amount


def told(money: Mapping[str, int]) -> str:
    """Write amounts of several currencies beside each other; they are never added up."""
    return ", ".join(amount(minor, currency) for currency, minor in sorted(money.items())) or "-"


def minute(at: Seconds | None) -> str:
    """Write a moment to the minute."""
    return "-" if at is None else moment(at).strftime("%Y-%m-%d %H:%M")


def many(number: int, noun: str = "subscription") -> str:
    """Count things: ``1 subscription``, ``2 subscriptions``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
