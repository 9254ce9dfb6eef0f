"""Webhook endpoints at the source, and who hangs on them."""

from typing import Final

from carryover.migration.audit.integrations import UNKNOWN
from carryover.migration.audit.model import Listener, Rank
from carryover.migration.audit.rule import Rule


def _on(one: Listener) -> bool:
    return one.status == "enabled"


SELLING: Final = frozenset({"checkout", "courses", "community", "memberships", "CRM", "shop"})
"""Purposes that come with orders of their own."""


LISTENING: Final = (
    Rule[Listener](
        "sells_here",
        Rank.DECIDE,
        "Systems that sell through the source",
        "A checkout, course platform or CRM makes new subscriptions here while others move away.",
        "Switch its payment settings over to the target before the first wave.",
        lambda one: _on(one) and one.purpose in SELLING,
    ),
    Rule[Listener](
        "hangs_on",
        Rank.CARE,
        "CRM, accounting, metrics and automations that listen to the source",
        "They hear nothing of a subscription once it has moved.",
        "Connect each with the target before the first wave; see the list of endpoints.",
        lambda one: _on(one) and one.integration != UNKNOWN.name and one.purpose not in SELLING,
    ),
    Rule[Listener](
        "unknown_listener",
        Rank.DECIDE,
        "Webhook endpoints of an unknown owner",
        "Somebody's system hears of every payment here, and will hear nothing any more.",
        "Find out who runs each address, and tell them.",
        lambda one: _on(one) and one.integration == UNKNOWN.name,
    ),
    Rule[Listener](
        "endpoint_of_application",
        Rank.KNOW,
        "Webhook endpoints made by a connected application",
        "They go when the application is disconnected.",
        "Nothing to do here; look at the application itself.",
        lambda one: bool(one.application),
    ),
    Rule[Listener](
        "endpoint_off",
        Rank.KNOW,
        "Webhook endpoints that are switched off",
        "Stripe switches an endpoint off when it keeps failing: somebody may be missing events.",
        "Ask their owners whether they are still wanted.",
        lambda one: not _on(one),
    ),
)
