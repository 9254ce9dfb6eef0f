"""Keys: checked, explained, kept, rotated; never printed (MIG-12, MIG-13, OPS-6)."""

from pathlib import Path

import pytest

from carryover.migration.access.needs import Role
from tests.unit.cli.migrate.keeper import Keeper
from tests.unit.migration.access.keyring import ticked


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path)


def test_good_keys_are_told_apart_and_nothing_is_in_the_way(keeper: Keeper) -> None:
    keeper.opens_both()

    said = keeper.types("accounts", "check", "--json")

    assert said.code == 0
    assert [row["account"] for row in said.json["accounts"]] == ["us", "new-us"]
    assert {row["key"] for row in said.json["accounts"]} == {"restricted"}
    assert {finding["weight"] for finding in said.json["findings"]} == {"warning"}, "of test mode"
    assert f"  us: {keeper.ring.world.accounts['us'].id}" in said.err, "to be written down"


def test_a_missing_permission_is_a_sentence_and_a_failure(keeper: Keeper) -> None:
    keeper.opens_both()
    keeper.ring.world.accounts["us"].permissions["rk_test_us"]["subscription"] = "read"

    said = keeper.types("accounts", "check")

    assert said.code == 1
    assert "“Subscriptions: Write”" in said.out
    assert "1 in the way" in said.err


def test_to_look_a_key_that_only_reads_is_enough(keeper: Keeper) -> None:
    keeper.opens_both()
    keeper.ring.world.accounts["us"].permissions["rk_test_us"] = ticked(Role.SOURCE, read_only=True)

    assert keeper.types("accounts", "check", "--read-only").code == 0


def test_live_and_test_keys_are_never_mixed(keeper: Keeper) -> None:
    keeper.ring.opens("us", "rk_live_us", ticked(Role.SOURCE))
    keeper.ring.opens("new-us", "rk_test_new", ticked(Role.TARGET))

    said = keeper.types("accounts", "check")

    assert said.code == 1
    assert "Live and test mode are mixed" in said.out


def test_a_key_of_another_account_than_was_written_down_is_refused(keeper: Keeper) -> None:
    keeper.opens_both()
    keeper.begins("accounts:\n  us: acct_another\n")

    said = keeper.types("accounts", "check")

    assert said.code == 1
    assert "but us is acct_another" in said.out


def test_the_boxes_to_tick_come_with_their_reasons_and_a_link(keeper: Keeper) -> None:
    said = keeper.types("accounts", "permissions", "us", "--json")

    boxes = {row["box"] for row in said.json["permissions"]}
    assert {"Subscriptions: Write", "Customers: Read", "Prices: Read"} <= boxes
    assert "Customers: Write" not in boxes, "a source is not changed"
    assert "&permissions[]=rak_subscription_write&" in said.json["link"]
    assert keeper.types("accounts", "permissions", "us").code == 0


def test_an_account_of_no_part_in_the_migration_is_refused(keeper: Keeper) -> None:
    said = keeper.types("accounts", "permissions", "intl")

    assert said.code == 1
    assert "intl is no Stripe account of acme: those are us, new-us" in said.err


STORE = ("--key-from", "NEW_KEY", "--why", "first key", "--yes")


def test_a_good_key_is_checked_written_down_and_kept_and_never_shown(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.opens_both()
    keeper.forgets_environment()
    monkeypatch.setenv("NEW_KEY", "rk_test_us")

    said = keeper.types("accounts", "set", "us", *STORE)

    assert said.code == 0
    assert keeper.secret.key("us") == "rk_test_us"
    assert keeper.acts == [f"stripe_key_stored: us {keeper.ring.world.accounts['us'].id}"]
    assert "rk_test_us" not in said.out + said.err


def test_a_dry_run_checks_and_stores_nothing(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.opens_both()
    monkeypatch.setenv("NEW_KEY", "rk_test_us")

    said = keeper.types("accounts", "set", "us", *STORE, "--dry-run")

    assert said.code == 0
    assert (keeper.secret.held, keeper.acts) == ({}, [])


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "the variable NEW_KEY is not set"),
        ("rk_test_mistyped", "revoked, expired or mistyped"),
        ("rk_test_new", "lacks the permission"),
    ],
)
def test_a_bad_key_is_refused_with_a_sentence_and_nothing_is_stored(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, key: str, sentence: str
) -> None:
    keeper.opens_both()
    keeper.ring.world.accounts["new-us"].permissions["rk_test_new"] = {}
    monkeypatch.setenv("NEW_KEY", key)

    said = keeper.types("accounts", "set", "us", *STORE)

    assert said.code == 1
    assert sentence in said.err
    assert (keeper.secret.held, keeper.acts) == ({}, [])


ROTATE = ("--key-from", "NEW_KEY", "--why", "yearly", "--yes")


def test_a_key_is_rotated_to_another_one_of_the_same_account(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.opens_both()
    keeper.secret.put("us", "rk_test_us", "http://127.0.0.1:12111")
    account = keeper.ring.world.accounts["us"]
    account.keys = (*account.keys, "rk_test_us_2")
    account.permissions["rk_test_us_2"] = ticked(Role.SOURCE)
    monkeypatch.setenv("NEW_KEY", "rk_test_us_2")

    said = keeper.types("cutover", "rotate-key", "us", *ROTATE)

    assert said.code == 0
    assert keeper.secret.key("us") == "rk_test_us_2"
    assert keeper.secret.of("us").api_base == "http://127.0.0.1:12111", "the same Stripe as before"
    assert "revoke the old key" in said.err


def test_a_key_of_another_account_is_not_taken_for_a_rotated_one(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.opens_both()
    keeper.secret.put("us", "rk_test_us", None)
    keeper.ring.opens("elsewhere", "rk_test_elsewhere", ticked(Role.SOURCE))
    monkeypatch.setenv("NEW_KEY", "rk_test_elsewhere")

    said = keeper.types("cutover", "rotate-key", "us", *ROTATE)

    assert said.code == 1
    assert "nothing was stored: us is acct_" in said.err
    assert keeper.secret.key("us") == "rk_test_us"


def test_a_key_that_is_not_there_cannot_be_rotated(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.opens_both()
    monkeypatch.setenv("NEW_KEY", "rk_test_us")

    said = keeper.types("cutover", "rotate-key", "us", *ROTATE)

    assert said.code == 1
    assert "has no key of us to rotate: use accounts set" in said.err
