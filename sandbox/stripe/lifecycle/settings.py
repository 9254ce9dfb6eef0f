"""What an account decides in Stripe's dashboard about failed payments, which no API shows."""

from typing import Literal

from sandbox.stripe.core.account import Account

type LastResort = Literal["cancel", "unpaid", "past_due"]
"""docs.stripe.com/billing/revenue-recovery/smart-retries: what follows the last failed retry."""

_KEY = "settings.billing"


def after_last_retry(account: Account) -> LastResort:
    """Say what becomes of a subscription that could not be collected; cancelled unless set."""
    chosen: LastResort = account.facts.get(_KEY, {}).get("after_last_retry", "cancel")
    return chosen


def set_after_last_retry(account: Account, choice: LastResort) -> None:
    """Choose as in the dashboard."""
    account.facts.setdefault(_KEY, {})["after_last_retry"] = choice
