"""Announcing a renewal some days ahead: docs.stripe.com/api/events/types, ``invoice.upcoming``.

The event carries what the invoice would be; as it does not exist yet, it has no id.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.rehearsal import Rehearsal
from sandbox.stripe.lifecycle import settings, terms
from sandbox.stripe.lifecycle.previewing import preview


@task("subscription.upcoming")
def announce(account: Account, subscription_id: str) -> None:
    """Announce the invoice of the next boundary once, if there will be one."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["status"] in terms.STANDS_STILL:
        return
    boundary = terms.period(subscription).end
    facts = account.facts.setdefault(subscription_id, {})
    early = account.now() < boundary - settings.notice(account)
    if early or facts.get("announced_renewal") == boundary or isinstance(account, Rehearsal):
        return
    facts["announced_renewal"] = boundary
    try:
        forecast = preview(account, {"subscription": subscription_id}).invoice
    except StripeError:
        return
    if forecast["created"] == boundary:
        shown = {name: value for name, value in forecast.items() if name != "id"}
        account.announce("invoice.upcoming", shown)
