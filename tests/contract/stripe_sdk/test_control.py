import httpx
import pytest
from stripe import StripeClient

from tests.contract.stripe_sdk.control import Control


def test_a_cardholder_passes_three_d_secure(us: StripeClient, sandbox: Control) -> None:
    intent = us.v1.setup_intents.create(
        {
            "customer": us.v1.customers.create().id,
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
        }
    )

    sandbox.post(f"accounts/us/challenges/{intent.id}", result="passed")

    assert intent.status == "requires_action"
    assert us.v1.setup_intents.retrieve(intent.id).status == "succeeded"


def test_a_choice_of_the_dashboard_can_be_made(sandbox: Control) -> None:
    chosen = sandbox.put("accounts/us/settings", after_last_retry="unpaid")

    assert chosen == {"after_last_retry": "unpaid"}


def test_a_reset_leaves_accounts_and_nothing_in_them(us: StripeClient, sandbox: Control) -> None:
    us.v1.customers.create()

    sandbox.post("reset")

    assert us.v1.customers.list().data == []
    assert sandbox.truth("us", "event") == []


def test_faults_are_shown_as_they_stand(sandbox: Control) -> None:
    sandbox.put("faults", webhooks={"us": {"lost": 0.5}}, api=[{"kind": "reset", "times": None}])

    shown = sandbox.get("faults")

    assert shown["webhooks"]["us"]["lost"] == 0.5
    assert shown["api"][0]["times"] is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "clock", "{}", 400),
        ("POST", "clock", '{"to": "2001-01-01T00:00:00Z"}', 400),
        ("POST", "clock", "not json", 400),
        ("POST", "accounts", '{"alias": "us", "keys": ["sk_test_zzz"]}', 400),
        ("POST", "accounts", '{"alias": "new", "keys": ["password"]}', 400),
        ("PUT", "faults", '{"webhooks": {"nobody": {}}}', 404),
        ("GET", "accounts/nobody/objects/customer", "", 404),
        ("POST", "accounts/us/challenges/seti_x", '{"result": "passed"}', 400),
        ("POST", "accounts/us/webhook_endpoints/we_x/roll", "{}", 404),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    sandbox: Control, method: str, path: str, body: str, status: int
) -> None:
    answer = httpx.request(method, f"{sandbox.url}/_sandbox/{path}", content=body)

    assert answer.status_code == status
    assert answer.json()["error"]["message"]
