"""What the chapter comes to. Whoever is charged twice, or hears of us after they paid, fails the
demo. Money is in minor units by currency; currencies are never added."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figures:
    """The figures of one cohort, or of several together."""

    cases: int = 0
    """Invoices whose first attempt failed."""
    recovered: int = 0
    """Of them: paid by a card, whoever made it work."""
    recoverable: int = 0
    recovered_money: dict[str, int] = field(default_factory=dict)
    recoverable_money: dict[str, int] = field(default_factory=dict)
    """By somebody who knew every hidden truth, within the networks' limits and the schedule's
    days."""
    recovered_of_recoverable: dict[str, int] = field(default_factory=dict)
    """The part of the first that lies in the second."""
    failed_money: dict[str, int] = field(default_factory=dict)
    attempts: int = 0
    """After the first one, whoever made them; a customer's own payment counts."""
    attempts_per_recovery: float = 0.0
    messages: int = 0
    scheme_violations: int = 0
    advice_ignored: int = 0
    """Attempts sooner than Mastercard's advice had asked to wait."""
    double_charges: int = 0
    messages_after_payment: int = 0
    duplicate_messages: int = 0
    messages_in_quiet_hours: int = 0
    messages_too_close: int = 0
    """By one channel, within the hours the schedule keeps between two."""
    crm_contacts: int = 0
    crm_differences: int = 0
    unfinished: int = 0
    """Still owed, alive, past the last day, and nobody was asked."""
    dead_letters: int = 0
    workers_killed: int = 0
    stumbles: int = 0
    """Requests Stripe failed on purpose."""
    webhooks_lost: int = 0
    questions: int = 0
    """Asked of a person, where nothing was certain."""
    crm_down_hours: int = 0
    cpu_seconds: float = 0.0

    @property
    def harm(self) -> dict[str, int]:
        """Name what must be 0."""
        names = (
            "scheme_violations", "advice_ignored", "double_charges", "messages_after_payment",
            "duplicate_messages", "messages_in_quiet_hours", "messages_too_close",
            "crm_differences", "unfinished", "dead_letters",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    @property
    def shares(self) -> dict[str, float]:
        """Say by currency what part of the recoverable money came in."""
        return {
            currency: round(self.recovered_of_recoverable.get(currency, 0) / money, 4)
            for currency, money in sorted(self.recoverable_money.items())
        }

    @property
    def is_good(self) -> bool:
        """Tell whether a client may see it."""
        return self.cases > 0 and self.recovered > 0 and not any(self.harm.values())

    def with_(self, other: "Figures") -> "Figures":
        """Lay another cohort's beside these."""
        both = asdict(self), asdict(other)
        sums = {name: _sum(value, both[1][name]) for name, value in both[0].items()}
        made = Figures(**sums)
        made.attempts_per_recovery = round(made.attempts / max(made.recovered, 1), 2)
        made.crm_down_hours = max(self.crm_down_hours, other.crm_down_hours)
        return made

    def document(self) -> dict[str, Any]:
        """Say it for machines."""
        return {**asdict(self), "recovered_share": self.shares}


def _sum(one: Any, other: Any) -> Any:  # noqa: ANN401 - numbers, or numbers by currency
    if isinstance(one, Mapping):
        return dict(Counter(one) + Counter(other))
    return one + other
