"""The whole world over HTTP, out and in again."""

import httpx
from stripe import StripeClient

from tests.contract.stripe_sdk.control import Control


def test_a_world_is_taken_away_and_brought_back(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create({"name": "Ann"})
    snapshot = httpx.get(f"{sandbox.url}/_sandbox/snapshot").content
    sandbox.post("reset")

    answer = httpx.put(f"{sandbox.url}/_sandbox/snapshot", content=snapshot)

    assert answer.json()["accounts"][:2] == ["us", "intl"]
    assert us.v1.customers.retrieve(customer.id).name == "Ann"


def test_what_is_no_snapshot_is_refused(us: StripeClient, sandbox: Control) -> None:
    answer = httpx.put(f"{sandbox.url}/_sandbox/snapshot", content=b"{}")

    assert answer.status_code == 400
    assert "cannot be loaded" in answer.json()["error"]["message"]
    assert us.v1.customers.list().data == []
