"""A data copy, ordered and fetched over HTTP as a migration would."""

import csv

import httpx
from stripe import StripeClient

from tests.contract.stripe_sdk.control import Control

MAPPING = "mapping.csv"


def fetch(sandbox: Control, job: str, name: str, key: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {key}"}
    return httpx.get(f"{sandbox.url}/_sandbox/card_copies/{job}/{name}", headers=headers)


def test_only_the_receiving_account_gets_the_mapping(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create({"name": "Ann", "payment_method": "pm_card_visa"})

    job = sandbox.post("card_copies", source="us", target="intl")["id"]
    early = fetch(sandbox, job, MAPPING, "sk_test_intl")
    sandbox.post("clock", by=4 * 3600)

    assert early.status_code == 409
    assert sandbox.get(f"card_copies/{job}")["status"] == "complete"
    assert fetch(sandbox, job, MAPPING, "sk_test_us").status_code == 403
    lines = list(csv.DictReader(fetch(sandbox, job, MAPPING, "sk_test_intl").text.splitlines()))
    assert [line["customer_id_new"] for line in lines] == [customer.id]
    told = fetch(sandbox, job, "mapping.json", "sk_test_intl").json()
    assert told["mapping"] == lines


def test_a_copied_card_is_found_under_its_new_id(
    us: StripeClient, intl: StripeClient, sandbox: Control
) -> None:
    us.v1.customers.create({"name": "Ann", "payment_method": "pm_card_visa"})
    job = sandbox.post("card_copies", source="us", target="intl", hours=0)["id"]
    sandbox.post("clock", by=0)

    line = fetch(sandbox, job, "mapping.json", "sk_test_intl").json()["mapping"][0]

    assert (
        intl.v1.payment_methods.retrieve(line["source_id_new"]).customer == line["customer_id_new"]
    )
