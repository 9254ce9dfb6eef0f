"""The customer portal: docs.stripe.com/api/customer_portal/configurations/object, …/sessions."""

from copy import deepcopy
from typing import Any

type Object = dict[str, Any]

_FEATURES: Object = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "options": []},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [], "type": "indefinite"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
EVERYTHING: Object = {
    "customer_update": {"allowed_updates": ["email", "address", "phone"], "enabled": True},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True},
}
"""What the dashboard switches on when the portal is saved for the first time."""


def configuration(given: Object) -> Object:
    """Complete a configuration."""
    return {
        "id": given["id"],
        "object": "billing_portal.configuration",
        "active": True,
        "application": None,
        "default_return_url": None,
        "is_default": False,
        "login_page": {"enabled": False, "url": None},
        "name": None,
        "updated": given["created"],
        **given,
    }


def features(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over what is switched on."""
    before = deepcopy(old or _FEATURES)
    return {name: {**before[name], **(given.get(name) or {})} for name in before}


def profile(given: Object, old: Object | None = None) -> Object:
    """Lay what was said of the business over what is known."""
    names = ("headline", "privacy_policy_url", "terms_of_service_url")
    return {**(old or dict.fromkeys(names)), **{name: given[name] or None for name in given}}


def portal_session(given: Object) -> Object:
    """Complete a visit."""
    return {
        "id": given["id"],
        "object": "billing_portal.session",
        "after_expiration": None,
        "customer_account": None,
        "flow": None,
        "locale": None,
        "on_behalf_of": None,
        "return_url": None,
        **given,
    }
