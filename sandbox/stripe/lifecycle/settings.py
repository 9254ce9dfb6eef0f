"""What an account decides in Stripe's dashboard about failed payments, which no API shows."""

from typing import Literal

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.core.account import Account

type LastResort = Literal["cancel", "unpaid", "past_due"]
"""docs.stripe.com/billing/revenue-recovery/smart-retries: what follows the last failed retry."""

_KEY = "settings.billing"
UPCOMING_DAYS = 7
"""Days ahead that ``invoice.upcoming`` comes, unless the dashboard says 3, 15, 30 or 45."""


def after_last_retry(account: Account) -> LastResort:
    """Say what becomes of a subscription that could not be collected; cancelled unless set."""
    chosen: LastResort = account.facts.get(_KEY, {}).get("after_last_retry", "cancel")
    return chosen


def set_after_last_retry(account: Account, choice: LastResort) -> None:
    """Choose as in the dashboard."""
    account.facts.setdefault(_KEY, {})["after_last_retry"] = choice


def notice(account: Account) -> int:
    """Say how many seconds ahead a renewal is announced; 0: not at all."""
    days: int = account.facts.get(_KEY, {}).get("upcoming_days", UPCOMING_DAYS)
    return days * DAY


def set_upcoming_days(account: Account, days: int) -> None:
    """Choose as in the dashboard; it counts for the periods that begin from now on."""
    account.facts.setdefault(_KEY, {})["upcoming_days"] = days
