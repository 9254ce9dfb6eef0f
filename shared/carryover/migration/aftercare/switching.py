"""What of the old account must stay alive, what is to be switched off, and when.

Two mistakes are possible with each: leaving it on, so that somebody buys from an account nobody
watches, and switching it off while something there still needs it. Both are checked where Stripe
can be asked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.kernel.clock import seconds
from carryover.migration.aftercare.ground import Ground
from carryover.migration.aftercare.result import Outcome, Result, failed, passed, waiting


class When(StrEnum):
    """From which moment on something is to be off."""

    FIRST_WAVE = "before the first wave"
    ALL_MOVED = "when nothing renews at the source any more"
    ALL_SETTLED = "when nothing is left at the source"


type Look = Callable[[Ground, str], str]
"""Says what is still on in an account; empty: it is off."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing of the old account."""

    id: str
    what: str
    when: When
    until_then: str
    """Why it has to stay alive until then; empty: nothing needs it."""
    how: str
    look: Look | None = None
    """``None``: Stripe does not show it; somebody has to look."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a switch stands in one account."""

    switch: Switch
    account: str
    due: bool
    """Whether it is to be off by now."""
    result: Result


def stands(ground: Ground) -> Iterator[Stand]:
    """Go through every switch of every source."""
    for switch in SWITCHES:
        for account in ground.run.sources:
            yield stand(ground, switch, account)


def stand(ground: Ground, switch: Switch, account: str) -> Stand:
    """Look at one."""
    due = is_due(ground, switch.when, account)
    return Stand(switch, account, due, _result(ground, switch, account, due=due))


def is_due(ground: Ground, when: When, account: str) -> bool:
    """Tell whether its time has come."""
    match when:
        case When.FIRST_WAVE:
            return True
        case When.ALL_MOVED:
            return not ground.running[account].renewing
        case When.ALL_SETTLED:
            return not ground.running[account].living and not ground.left[account]


def _result(ground: Ground, switch: Switch, account: str, *, due: bool) -> Result:
    if switch.look is None:
        told = f"{switch.what} of {account}: {switch.how}"
        return Result(Outcome.BY_HAND, told) if due else waiting(f"Not yet: {switch.until_then}.")
    still_on = switch.look(ground, account)
    if due:
        return failed(f"{account} {still_on}. {switch.how}") if still_on else passed("It is off.")
    if still_on or not switch.until_then:
        return waiting(f"It may stay on until then: {switch.until_then}.")
    told = (
        f"There is none in {account}, which is right only if nobody needs it: {switch.until_then}."
    )
    return Result(Outcome.BY_HAND, told)


def _links(ground: Ground, account: str) -> str:
    found = ground.some(account, "payment_links", {"active": True})
    return "" if found is None else f"still has payment links that sell, such as {found['id']}"


def _sessions(ground: Ground, account: str) -> str:
    """Sessions live for a day (docs.stripe.com/api/checkout/sessions/create, ``expires_at``)."""
    found = ground.some(account, "checkout/sessions", {"status": "open"})
    return "" if found is None else f"still has open checkout pages, such as {found['id']}"


def _sold(ground: Ground, account: str) -> str:
    """Subscriptions that began after the plan was approved came in through a door left open."""
    since = {"created": {"gt": seconds(ground.run.approved_at)}}
    found = ground.some(account, "subscriptions", since)
    if found is None:
        return ""
    return f"has sold new subscriptions since the plan was approved, such as {found['id']}"


def _portal(ground: Ground, account: str) -> str:
    found = ground.some(account, "billing_portal/configurations", {"active": True})
    return "" if found is None else f"still has a customer portal ({found['id']})"


def _endpoints(ground: Ground, account: str) -> str:
    enabled = [each["url"] for each in ground.every(account, "webhook_endpoints")
               if each["status"] == "enabled"]  # fmt: skip
    return f"still sends webhooks to {', '.join(sorted(enabled))}" if enabled else ""


def _schedules(ground: Ground, account: str) -> str:
    found = ground.some(account, "subscription_schedules", {"scheduled": True})
    return "" if found is None else f"still has schedules that will begin, such as {found['id']}"


SWITCHES: Final = (
    Switch(
        "payment-links",
        "Payment links",
        When.FIRST_WAVE,
        "",
        "Deactivate them in the Dashboard, and put links of the new account in their place.",
        _links,
    ),
    Switch(
        "checkout-pages",
        "Checkout pages that are still open",
        When.FIRST_WAVE,
        "",
        "Let the shop make its pages in the new account; what is open lapses within a day.",
        _sessions,
    ),
    Switch(
        "new-subscriptions",
        "Paths on which new subscriptions begin",
        When.FIRST_WAVE,
        "",
        "Find the path (site, CRM, partner application), lead it to the new account, and plan "
        "again, so that these move as well.",
        _sold,
    ),
    Switch(
        "schedules",
        "Schedules that begin subscriptions later",
        When.FIRST_WAVE,
        "",
        "Release or cancel them, and make them in the new account.",
        _schedules,
    ),
    Switch(
        "portal",
        "The customer portal and its links",
        When.ALL_MOVED,
        "customers who still bill there change their card in it",
        "Deactivate its configurations, and replace links in e-mails, site and CRM: who takes a "
        "cancellation back in it is charged in both accounts.",
        _portal,
    ),
    Switch(
        "recovery-retries",
        "Smart Retries and other recovery of failed payments",
        When.ALL_SETTLED,
        "open invoices there are collected by it",
        "Settings, Billing, Revenue recovery; also any dunning tool that was given a key.",
    ),
    Switch(
        "customer-e-mails",
        "E-mails to customers about renewals, failed payments and expiring cards",
        When.ALL_MOVED,
        "customers who still bill there are told by them",
        "Settings, Billing, Subscriptions and emails: otherwise somebody who has moved is told "
        "that a card of the old account expires.",
    ),
    Switch(
        "webhooks",
        "Webhook endpoints",
        When.ALL_SETTLED,
        "renewals, refunds and disputes there are heard through them",
        "Disable them; events of a disabled endpoint are not kept for it.",
        _endpoints,
    ),
    Switch(
        "keys",
        "API keys",
        When.ALL_SETTLED,
        "the tail is tracked, refunded and answered with them",
        "Developers, API keys: roll secret keys, delete restricted ones, take them out of the "
        "secret of the stage.",
    ),
    Switch(
        "applications",
        "Connected applications",
        When.ALL_SETTLED,
        "they may still bring in or refund payments there",
        "Settings, Team and security, Installed apps and connected extensions.",
    ),
)
