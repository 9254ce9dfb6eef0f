"""Customers: money on their accounts, and several currencies at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import number, text
from carryover.migration.audit.rule import Rule
from carryover.ports.stripe_api import Json


@dataclass(frozen=True, slots=True)
class Customer:
    """One, with what only its subscriptions tell."""

    json: Json
    currencies: int
    """In how many it is billed by live subscriptions; 0: it has none."""

    @property
    def balance(self) -> int:
        """Minor units; below nought it is credit, which the next invoice uses up
        (docs.stripe.com/billing/customer/balance)."""
        return number(self.json, "balance")

    def money(self) -> Mapping[str, int]:
        """What lies on its account."""
        currency = text(self.json, "currency")
        return {currency: abs(self.balance)} if currency and self.balance else {}


PEOPLE: Final = (
    Rule[Customer](
        "credit",
        Rank.BLOCKS,
        "Credit on a customer's account",
        "Not copied: the next invoice would ask for the full amount.",
        "Re-enter it in the target and take it off at the source, in one go per customer; the "
        "subscription is held until then.",
        lambda one: one.balance < 0 and one.currencies > 0,
    ),
    Rule[Customer](
        "debit",
        Rank.BLOCKS,
        "Debt on a customer's account",
        "Not copied: nobody would ever ask for it.",
        "Collect it at the source, or re-enter it in the target and take it off at the source.",
        lambda one: one.balance > 0 and one.currencies > 0,
    ),
    Rule[Customer](
        "several_currencies",
        Rank.BLOCKS,
        "Billed in several currencies",
        "A customer of the target can have live subscriptions in one currency only.",
        "Decide which stays; the others need a customer of their own.",
        lambda one: one.currencies > 1,
    ),
    Rule[Customer](
        "idle_balance",
        Rank.KNOW,
        "A balance without a subscription",
        "It stays at the source and is used by no invoice.",
        "Pay credits out, or carry them over, before the source is closed.",
        lambda one: one.balance != 0 and one.currencies == 0,
    ),
)
