"""What the owner may write, and how a mistake is told (DUN-1)."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from carryover.dunning.reading import Wrong, read
from carryover.dunning.rules import Rules
from tests.unit.dunning.invoices import EXAMPLE, example


def written() -> dict[str, Any]:
    """The example, to be spoilt."""
    return deepcopy(dict(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))))


def faults(said: object) -> tuple[str, ...]:
    with pytest.raises(Wrong) as wrong:
        read(said)
    return wrong.value.sentences


def test_the_example_can_be_put_in_force_and_kept_as_json() -> None:
    rules = example()

    assert Rules.model_validate_json(rules.model_dump_json()) == rules


def test_the_example_stays_clear_of_fifteen_a_month_and_beside_nobody() -> None:
    base = example().base

    assert base.retries.in_30_days <= 12
    assert not base.beside_smart_retries


def test_no_file_may_ask_for_more_than_the_networks_allow() -> None:
    said = written()
    said["retries"]["in_30_days"] = 16

    assert faults(said)[0].startswith("retries.in_30_days: ")


def test_a_misspelt_key_does_not_pass_as_if_it_had_been_obeyed() -> None:
    said = written()
    said["retries"]["untill_day"] = 3

    assert "retries.untill_day: is no key we know" in faults(said)


def test_every_fault_is_told_with_its_place() -> None:
    said = written()
    said["messages"][2]["channel"] = "pigeon"
    said["end"]["what"] = "explode"
    del said["cancelled"]

    told = faults({key: value for key, value in said.items() if key != "exceptions"})

    assert [one.partition(":")[0] for one in told] == [
        "cancelled",
        "messages[2].channel",
        "end.what",
    ]
    assert told[0] == "cancelled: is missing"


def test_a_fault_of_an_exception_is_told_with_its_number() -> None:
    said = written()
    said["exceptions"][1]["end"]["day"] = "soon"

    assert faults(said)[0].startswith("exceptions[1].end.day: ")


def test_norway_has_to_be_quoted() -> None:
    said = written()
    said["exceptions"][0]["when"] = {"countries": [False]}

    assert 'YAML reads this word as false: put it in "quotes"' in faults(said)[0]


def test_a_time_of_day_without_quotes_is_not_taken_for_seconds() -> None:
    said = written()
    said["quiet"]["begins"] = 1200

    assert faults(said)[0] == "quiet.begins: 1200 is not written as it must be"


@pytest.mark.parametrize("value", [True, "8", 8.0])
def test_a_number_is_a_number(value: object) -> None:
    said = written()
    said["retries"]["in_30_days"] = value

    assert faults(said)[0].startswith("retries.in_30_days: ")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"end": {"day": 10}}, "retries.until_day: is after the end on day 10"),
        ({"messages": "twice"}, "messages: the step 'card-1' is there twice"),
        ({"messages": "order"}, "stands after day"),
        ({"quiet": {"fallback_zone": "Warsaw"}}, "'Warsaw' is no time zone"),
        ({"quiet": {"begins": "09:00"}}, "begins and ends at the same time"),
        (
            {"quiet": {"days_off": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}},
            "leaves no day to write on",
        ),
        ({"end": {"what": "downgrade"}}, "downgrade_to is needed"),
        ({"end": {"day": 40}}, ""),
    ],
)
def test_what_contradicts_itself_is_refused(change: dict[str, Any], sentence: str) -> None:
    said = {key: value for key, value in written().items() if key != "exceptions"}
    letters = said["messages"]
    for key, value in change.items():
        if key == "messages":
            said["messages"] = [letters[1], *letters] if value == "twice" else letters[::-1]
        else:
            said[key].update(value)
    if not sentence:
        assert read(said).base.end.day == 40
        return
    assert any(sentence in one for one in faults(said))


def test_a_message_after_the_end_is_refused() -> None:
    said = {key: value for key, value in written().items() if key != "exceptions"}
    said["messages"][-1]["day"] = 42

    assert "would come at or after the end on day 42" in faults(said)[0]


def test_the_first_exception_that_fits_holds_with_everything_it_does_not_say_otherwise() -> None:
    rules = example()

    yearly = rules.terms_for(("prod_yearly",), "JP", "jpy")
    japan = rules.terms_for(("prod_monthly",), "JP", "jpy")

    assert japan.retries.funds.month_days == (10, 15, 25, "last")
    assert japan.retries.bank == rules.base.retries.bank
    assert yearly == japan
    assert rules.terms_for(("prod_yearly",), "PL", "pln").end.what == "downgrade"
    assert rules.terms_for((), "PL", "pln") == rules.base


def test_an_exception_holds_only_where_everything_it_names_fits() -> None:
    rules = example()

    assert rules.terms_for((), "PL", "jpy") == rules.base
    assert rules.terms_for((), None, "jpy") == rules.base


def test_an_exception_for_nobody_in_particular_is_refused() -> None:
    said = written()
    said["exceptions"].append({"when": {}, "end": {"day": 50}})

    assert faults(said) == (
        "exceptions[2].when: an exception has to name plans, countries or currencies",
    )


@pytest.mark.parametrize("said", [None, [], "retries"])
def test_a_file_that_is_no_list_of_keys_is_told_so(said: object) -> None:
    assert faults(said) == ("the file is no list of keys like `retries:`",)
