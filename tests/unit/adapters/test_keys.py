"""Where the keys of accounts are found (MIG-13, OPS-6)."""

from dataclasses import dataclass

import pytest

from carryover.adapters.stripe.accounts import (
    AccountKey,
    Accounts,
    FirstKeys,
    Keys,
    KeysFromEnvironment,
)
from carryover.kernel.errors import NeedsReview

ENVIRON = {
    "CARRYOVER_STRIPE_KEY_US": "rk_live_us",
    "CARRYOVER_STRIPE_KEY_INTL_TEST": " rk_test_intl\n",
    "CARRYOVER_STRIPE_BASE_INTL_TEST": "http://127.0.0.1:12111/",
    "CARRYOVER_STRIPE_KEY_EMPTY": " ",
    "CARRYOVER_STRIPE_KEYS": "the name of a secret",
}


@dataclass
class Unreachable:
    """A stage that must not be asked."""

    asked: int = 0

    def of(self, account: str) -> AccountKey:
        self.asked += 1
        return AccountKey.model_validate({"key": f"rk_live_of_stage_{account}"})

    def reread(self) -> Accounts:
        return {each: self.of(each) for each in ("us", "old")}


def told(keys: Keys, account: str) -> str:
    return keys.of(account).key.get_secret_value()


def test_an_alias_is_spelt_in_capitals_with_underscores() -> None:
    keys = KeysFromEnvironment(ENVIRON)

    assert told(keys, "us") == "rk_live_us"
    assert told(keys, "intl-test") == "rk_test_intl", "without the newline somebody pasted"
    assert keys.of("intl-test").api_base == "http://127.0.0.1:12111"
    assert keys.of("us").api_base is None


def test_all_of_them_can_be_listed_and_an_empty_one_is_none() -> None:
    assert set(KeysFromEnvironment(ENVIRON).reread()) == {"us", "intl-test"}


@pytest.mark.parametrize("account", ["empty", "new-us"])
def test_a_missing_key_says_which_variable_to_set(account: str) -> None:
    name = account.upper().replace("-", "_")

    with pytest.raises(NeedsReview, match=f"Set CARRYOVER_STRIPE_KEY_{name} to its key"):
        KeysFromEnvironment(ENVIRON).of(account)


def test_the_stage_is_asked_only_for_what_the_person_did_not_say() -> None:
    stage = Unreachable()
    keys = FirstKeys(KeysFromEnvironment(ENVIRON), stage)

    assert told(keys, "us") == "rk_live_us"
    assert stage.asked == 0
    assert told(keys, "old") == "rk_live_of_stage_old"
    assert told(keys, "us") == "rk_live_us"
    assert {name: key.key.get_secret_value() for name, key in keys.reread().items()} == {
        "us": "rk_live_us",
        "old": "rk_live_of_stage_old",
        "intl-test": "rk_test_intl",
    }


def test_keys_say_their_mode_and_kind_and_never_themselves() -> None:
    keys = KeysFromEnvironment(ENVIRON)

    assert (keys.of("us").livemode, keys.of("us").restricted) == (True, True)
    assert not AccountKey.model_validate({"key": "sk_test_1"}).restricted
    assert "rk_live_us" not in repr(keys.of("us"))
