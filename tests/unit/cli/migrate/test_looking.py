"""``carryover migrate snapshot`` and ``audit``: looked at before anything is planned (MIG-1)."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from carryover.kernel.errors import Retryable
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder
from carryover.ports.stripe_api import Refused
from cli.migrate.safekeeping import alone
from cli.migrate.snapshot import PATIENCE, patiently
from tests.unit.cli.migrate.engineer import Engineer


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    for account in ("us", "intl"):
        sells(engineer, account)
    return engineer


def has(engineer: Engineer, account: str, path: str, **given: Any) -> str:
    key = f"{account} {path} {given}"
    answer = engineer.stripe.post(account, path, given, key=key[:250])
    assert not isinstance(answer, Refused), answer
    return str(answer["id"])


def sells(engineer: Engineer, account: str) -> str:
    """Sell something by card, with an item waiting for the next invoice."""
    product = has(engineer, account, "products", name="Gold")
    terms = {"currency": "usd", "unit_amount": 1900, "recurring": {"interval": "month"}}
    price = has(engineer, account, "prices", product=product, **terms)
    customer = has(engineer, account, "customers", email="ann@example.com")
    card = has(engineer, account, "payment_methods/pm_card_visa/attach", customer=customer)
    method = {"default_payment_method": card, "items": [{"price": price}]}
    subscription = has(engineer, account, "subscriptions", customer=customer, **method)
    has(engineer, account, "invoiceitems", customer=customer, amount=500, currency="usd")
    return subscription


def test_every_source_is_taken_and_then_left_alone(engineer: Engineer) -> None:
    first = engineer.types("snapshot", "--json")
    second = engineer.types("snapshot", "--json")

    assert (first.code, second.code) == (0, 0)
    assert [each["what"] for each in first.json["snapshots"]] == ["taken", "taken"]
    assert [each["what"] for each in second.json["snapshots"]] == ["left as it is"] * 2
    us = first.json["snapshots"][0]
    assert (us["account"], us["subscription"], us["whole"]) == ("us", 1, True)
    assert Archive.open(Folder(Path(us["folder"]))).manifest.digest == us["digest"]


def test_a_new_one_is_taken_on_request_and_the_old_one_kept(engineer: Engineer) -> None:
    engineer.types("snapshot", "--account", "us")
    engineer.world.advance(engineer.world.clock + 3600)
    sells(engineer, "us")

    again = engineer.types("snapshot", "--account", "us", "--again", "--json").json

    assert again["snapshots"][0]["what"] == "taken"
    kept = list((engineer.folder / "snapshots").glob("us.*"))
    assert len(kept) == 1
    assert Archive.open(Folder(kept[0])).count("subscription") == 1


def test_customers_data_is_for_its_owner_only_and_for_no_repository(engineer: Engineer) -> None:
    engineer.types("snapshot")

    folder = engineer.folder / "snapshots"
    assert (folder / "us" / "customer.jsonl.gz").stat().st_mode & 0o077 == 0
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_dry_run_asks_nothing_and_writes_nothing(engineer: Engineer) -> None:
    before = dict(engineer.world.accounts["us"].requests)

    said = engineer.types("snapshot", "--dry-run", "--json").json

    assert {each["what"] for each in said["snapshots"]} == {"would be taken"}
    assert engineer.world.accounts["us"].requests == before
    assert not (engineer.folder / "snapshots").exists()


def test_a_key_of_another_account_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    text = "name: acme\ntarget: new-us\nsources: [us]\naccounts: {us: acct_1Other}\n"
    engineer = Engineer(tmp_path).begins(text)

    said = engineer.types("snapshot")

    assert said.code == 1
    assert "migration.yaml says that us is acct_1Other" in said.err
    assert not (engineer.folder / "snapshots").exists()


def test_a_source_whose_key_opens_the_target_is_refused(tmp_path: Path) -> None:
    engineer = Engineer(tmp_path)
    account_id = engineer.world.accounts["us"].id
    engineer.begins(
        f"name: acme\ntarget: new-us\nsources: [us]\naccounts: {{new-us: {account_id}}}\n"
    )

    said = engineer.types("snapshot")

    assert said.code == 1
    assert "which is the target" in said.err


def test_an_account_that_is_no_source_is_refused(engineer: Engineer) -> None:
    said = engineer.types("snapshot", "--account", "elsewhere")

    assert said.code == 1
    assert "no source" in said.err


class Unreliable:
    """A Stripe that does not answer the first times it is asked for a page."""

    def __init__(self, engineer: Engineer, failures: int) -> None:
        self.stripe, self.failures = engineer.stripe, failures
        self.error: BaseException = Retryable("Stripe cannot answer for us now (503)")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stripe, name)

    def pages(self, *asked: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise self.error
        return self.stripe.pages(*asked)


def test_two_at_once_do_not_write_over_each_other(engineer: Engineer) -> None:
    with alone(engineer.folder / "snapshots" / "us", "us"):
        said = engineer.types("snapshot", "--account", "us")

    assert said.code == 1
    assert "somebody else is taking the snapshot of us right now" in said.err


def test_a_disk_that_is_full_is_told_and_what_is_written_stays_good(engineer: Engineer) -> None:
    sources = engineer.stripe
    stopped: Any = Unreliable(engineer, failures=1)
    stopped.error = OSError(28, "No space left on device")
    engineer.stripe = stopped

    first = engineer.types("snapshot", "--account", "us")
    engineer.stripe = sources
    second = engineer.types("snapshot", "--account", "us", "--json")

    assert first.code == 1
    assert "No space left on device" in first.err
    assert second.json["snapshots"][0]["what"] == "gone on with"


def test_an_outage_is_waited_out(engineer: Engineer, tmp_path: Path) -> None:
    waited: list[float] = []
    stripe: Any = Unreliable(engineer, failures=3)

    made = patiently(stripe, "us", Folder(tmp_path), lambda _kind, _n: None, waited.append)

    assert made.whole
    assert waited == list(PATIENCE[:3])


def test_an_outage_that_does_not_end_is_told(engineer: Engineer, tmp_path: Path) -> None:
    waited: list[float] = []
    stripe: Any = Unreliable(engineer, failures=99)

    with pytest.raises(Retryable):
        patiently(stripe, "us", Folder(tmp_path), lambda _kind, _n: None, waited.append)

    assert waited == list(PATIENCE)


def test_the_audit_ranks_what_it_found_and_writes_it_four_ways(engineer: Engineer) -> None:
    engineer.types("snapshot")

    said = engineer.types("audit", "--json")

    assert said.code == 0
    codes = [each["code"] for each in said.json["findings"]]
    assert codes[:2] == ["pending_items", "pending_items"]
    assert "same_person" in codes
    folder = engineer.folder / "audit"
    assert json.loads((folder / "audit.json").read_text())["findings"] == said.json["findings"]
    assert "<svg" in (folder / "audit.html").read_text()
    assert "# Audit of the migration acme" in (folder / "audit.md").read_text()
    lines = list(csv.DictReader((folder / "audit.csv").read_text().splitlines()))
    assert (lines[0]["rank"], lines[0]["minor_units"]) == ("blocks money", "500")


def test_people_see_ranks_money_and_sources(engineer: Engineer) -> None:
    engineer.types("snapshot")

    said = engineer.types("audit", "--rank", "blocks money")

    assert "Items waiting for the next invoice" in said.out
    assert "$5.00" in said.out
    assert "One person, a customer in two sources" not in said.out


def test_strict_ends_with_1_when_money_is_blocked(engineer: Engineer) -> None:
    engineer.types("snapshot")

    assert engineer.types("audit", "--strict").code == 1


def test_no_page_quotes_an_address_or_a_name(engineer: Engineer) -> None:
    engineer.types("snapshot")
    engineer.types("audit")

    for path in (engineer.folder / "audit").iterdir():
        assert "ann@example.com" not in path.read_text()


def test_an_audit_without_a_snapshot_says_what_to_do(engineer: Engineer) -> None:
    said = engineer.types("audit")

    assert said.code == 1
    assert "Take one: carryover migrate snapshot" in said.err


def test_an_account_with_nothing_in_it_is_no_trouble(tmp_path: Path) -> None:
    engineer = Engineer(tmp_path).begins()
    engineer.types("snapshot")

    said = engineer.types("audit", "--strict")

    assert said.code == 0
    assert "Nothing of the kind was found." in said.out
    page = (engineer.folder / "audit" / "audit.html").read_text()
    assert "Nothing was found that does not carry over." in page


def test_stopped_by_ctrl_c_it_says_so_and_goes_on_later(engineer: Engineer) -> None:
    sources = engineer.stripe
    stopped: Any = Unreliable(engineer, failures=1)
    stopped.error = KeyboardInterrupt()
    engineer.stripe = stopped

    first = engineer.types("snapshot", "--account", "us")
    engineer.stripe = sources
    second = engineer.types("snapshot", "--account", "us", "--json")

    assert first.code == 130
    assert "stopped" in first.err
    assert second.json["snapshots"][0]["what"] == "gone on with"
