"""What an endpoint says it implements changes its answer or the account: nothing is taken in and
dropped. Each parameter is tried with every value that makes sense until one makes a difference."""

import pytest

from sandbox.stripe import resources
from sandbox.stripe.http.routing import ROUTES, Endpoint
from tests.contract.strictness.guessing import Guesser
from tests.contract.strictness.parameters import PAGES, silent
from tests.contract.strictness.stocked import Stocked

resources.load()
ENDPOINTS = [ROUTES[key] for key in sorted(ROUTES)]
AWAY = "matters only for a card that asks for its holder: billing/test_beginning, test_cards"
BROWSER = "tells Stripe.js how to go on, which no server sees"

SILENT_FOR_A_REASON = {
    "off_session": AWAY,
    "use_stripe_sdk": BROWSER,
    "return_url": BROWSER,
    "trial_from_plan": "false is the default; true matters for prices with a trial of their own",
    "mandate_data.customer_acceptance": "how it was given is shown by mandates, not by cards",
    "query": "asked in a language of its own: the unit tests of search",
    "page": "only where a search finds more than a page",
    "amounts": "matters for bank accounts that wait for it: test_bank_accounts",
    "descriptor_code": "matters for bank accounts that wait for it: test_bank_accounts",
    "prorate": "matters when a schedule is cancelled in the middle of a paid period",
    "preserve_cancel_date": "matters when the running phase ends the subscription",
}
SILENT_AT = {
    ("POST", "/v1/subscriptions/{id}/pause", "type"): "there is only one type of pause",
    ("POST", "/v1/subscription_schedules/{id}", "proration_behavior"): "matters with new phases",
}
"""The only parameters that may change nothing in these tests, and why."""


@pytest.fixture(scope="module")
def stocked() -> Stocked:
    return Stocked()


@pytest.fixture(scope="module")
def guesser(stocked: Stocked) -> Guesser:
    return Guesser(stocked.ids())


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
def test_every_implemented_parameter_changes_something(
    stocked: Stocked, guesser: Guesser, endpoint: Endpoint
) -> None:
    judged = [
        name
        for name in sorted(endpoint.implemented() - PAGES)
        if name not in SILENT_FOR_A_REASON
        and (endpoint.method, endpoint.path, name) not in SILENT_AT
    ]

    dropped = [name for name in judged if silent(stocked, guesser, endpoint, name)]

    assert dropped == [], "drops them; if not, add a telling request to parameters.MORE"
