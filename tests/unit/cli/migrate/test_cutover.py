"""The target begins to speak to the stage, the sources fall silent in the end (MIG-12, OPS-6)."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.migrate.keeper import Keeper

APPLY = ("cutover", "apply", "--why", "go live", "--yes")


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    made = Keeper(tmp_path)
    made.opens_both()
    return made


def endpoints(keeper: Keeper, account: str = "new-us") -> list[dict[str, Any]]:
    return list(keeper.ring.world.accounts[account].all("webhook_endpoint"))


def test_a_plan_says_what_would_be_done_and_does_nothing(keeper: Keeper) -> None:
    said = keeper.types("cutover", "plan", "--json")

    assert said.code == 0
    assert said.json["url"] == "https://api.example.com/webhooks/stripe/new-us"
    assert said.json["steps"][0].startswith("make an endpoint of version 2026-10-28.endive")
    assert (endpoints(keeper), keeper.signing.rows, keeper.acts) == ([], {}, [])


def test_applying_connects_the_target_and_tells_no_secret(keeper: Keeper) -> None:
    said = keeper.types(*APPLY)

    (endpoint,) = endpoints(keeper)
    (secret,) = keeper.signing.of("new-us")
    assert said.code == 0
    assert keeper.ring.world.accounts["new-us"].facts[endpoint["id"]]["secret"] == secret
    assert secret not in said.out + said.err
    assert keeper.acts[0].startswith("webhooks_changed: new-us: make an endpoint")
    assert keeper.types("cutover", "status").code == 0


def test_applying_again_changes_nothing(keeper: Keeper) -> None:
    keeper.types(*APPLY)

    said = keeper.types(*APPLY)

    assert said.code == 0
    assert len(keeper.acts) == 1
    assert "as they should be" in said.out


def test_a_dry_run_writes_nothing(keeper: Keeper) -> None:
    said = keeper.types(*APPLY, "--dry-run", "--json")

    assert said.json["dry_run"] is True
    assert (endpoints(keeper), keeper.acts) == ([], [])


def test_the_status_of_something_unfinished_is_a_failure(keeper: Keeper) -> None:
    assert keeper.types("cutover", "status").code == 1


def test_a_rotation_keeps_the_old_one_for_a_while_and_then_lets_it_go(keeper: Keeper) -> None:
    keeper.types(*APPLY)

    said = keeper.types(*APPLY, "--renew", "--json")
    assert len(said.json["done"]) == 1
    assert len(endpoints(keeper)) == len(keeper.signing.of("new-us")) == 2

    again = keeper.types(*APPLY, "--renew")
    assert again.code == 1
    assert "A rotation is under way" in again.err

    assert keeper.types(*APPLY, "--retire").code == 0
    assert len(endpoints(keeper)) == len(keeper.signing.of("new-us")) == 1


def test_a_key_that_may_not_write_endpoints_is_told_which_box_to_tick(keeper: Keeper) -> None:
    keeper.ring.world.accounts["new-us"].permissions["rk_test_new"]["webhook"] = "read"

    said = keeper.types(*APPLY)

    assert said.code == 1
    assert "“Webhook Endpoints: Write”" in said.err
    assert keeper.signing.rows == {}


def theirs(keeper: Keeper) -> str:
    account = keeper.ring.world.accounts["us"]
    endpoint: dict[str, Any] = {
        "id": "we_crm",
        "object": "webhook_endpoint",
        "api_version": None,
        "created": keeper.ring.world.clock,
        "enabled_events": ["invoice.paid"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": "https://crm.example.com/hook",
    }
    return str(account.add(endpoint)["id"])


SWITCH = ("cutover", "switch-off", "us", "we_crm", "--why", "moved", "--yes")


def test_old_endpoints_are_listed_and_switched_off_only_when_nothing_is_left(
    keeper: Keeper,
) -> None:
    theirs(keeper)
    account = keeper.ring.world.accounts["us"]
    account.permissions["rk_test_us"]["webhook"] = "write"

    (row,) = keeper.types("cutover", "old", "--json").json["endpoints"]
    assert (row["endpoint"], row["hangs"]) == ("we_crm", "renewals, failed payments, receipts")

    assert keeper.types(*SWITCH, "--dry-run").code == 0
    assert endpoints(keeper, "us")[0]["status"] == "enabled"

    assert keeper.types(*SWITCH).code == 0
    assert endpoints(keeper, "us")[0]["status"] == "disabled"
    assert keeper.types(*SWITCH, "--undo").code == 0
    assert endpoints(keeper, "us")[0]["status"] == "enabled"


def test_an_old_endpoint_stays_while_an_invoice_is_open(keeper: Keeper) -> None:
    theirs(keeper)
    account = keeper.ring.world.accounts["us"]
    account.add({"id": "in_1", "object": "invoice", "status": "open", "created": 1})

    said = keeper.types(*SWITCH)

    assert said.code == 1
    assert "stays on: us still has open invoices" in said.err
    assert keeper.acts == []
