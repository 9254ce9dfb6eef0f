"""The owner's rules: read line by line, looked up outside, put in force on purpose (KAJ-1)."""

from pathlib import Path
from typing import Any

import pytest

from carryover.kernel.errors import NeedsReview, Retryable
from carryover.replay.model import Deed
from cli.access.rules_file import Written, understood
from tests.unit.cli.access.support import GOLD, SITE, Support

EXAMPLE = Path(__file__).parents[4] / "docs/access/rules.example.yaml"

PLAIN = """\
sites:
  academy:
    accounts: [us]
    plans:
      price_gold: [2150]
    cancel_tags: [0077]
    welcome: yes
"""


def said(text: str) -> list[str]:
    found = understood(text)
    assert not isinstance(found, Written)
    return [str(fault) for fault in found]


@pytest.fixture
def support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Support:
    monkeypatch.chdir(tmp_path)
    return Support()


def file(support: Support, **changed: str) -> str:
    words: dict[str, str] = {
        "accounts": "[us]",
        "plan": support.price,
        "offers": f"[{GOLD}]",
        "tags": "[77]",
        **changed,
    }
    Path("rules.yaml").write_text(
        f"sites:\n  {SITE}:\n    accounts: {words['accounts']}\n    plans:\n"
        f"      {words['plan']}: {words['offers']}\n    cancel_tags: {words['tags']}\n"
    )
    return "rules.yaml"


def test_the_example_can_be_put_as_it_is() -> None:
    written = understood(EXAMPLE.read_text())

    assert isinstance(written, Written)
    assert len(written.rules.sites) == 2


def test_ids_are_what_was_written_in_quotes_or_not() -> None:
    written = understood(PLAIN)

    assert isinstance(written, Written)
    site = written.rules.sites["academy"]
    assert (set(site.offers), set(site.cancel_tags)) == ({"2150"}, {"0077"})
    assert site.welcome


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["it does not begin with `sites:`"]),
        ("[1, 2]", ["it does not begin with `sites:`"]),
        ("sites: {}", ["there is no site in it: with these rules nobody would have access"]),
        ("sites:\n  a: [", ["line 2: this is no YAML"]),
        (PLAIN.replace("accounts: [us]", "accounts: us"), ["line 3: sites.academy.accounts: must"]),
        (PLAIN.replace("    accounts: [us]\n", ""), ["line 2: sites.academy.accounts: is missing"]),
        (PLAIN.replace("welcome: yes", "welcom: yes"), ["line 7: sites.academy.welcom: is no key"]),
        (PLAIN.replace("welcome: yes", "welcome: perhaps"), ["line 7: sites.academy.welcome: "]),
        (PLAIN.replace("welcome: yes", "ends: later"), ["line 7: sites.academy.ends: "]),
        (PLAIN.replace("welcome: yes", "paying: [activ]"), ["line 7: 'activ' is no status"]),
        (PLAIN.replace("welcome: yes", "route: inbound"), ["line 6: academy has no API key"]),
        (PLAIN.replace("[2150]", "[]"), ["line 5: price_gold opens nothing"]),
        (PLAIN.replace("academy", "The Academy"), ["line 2: sites.The Academy: 'The Academy' is"]),
        (f"{PLAIN}    accounts: [intl]\n", ["line 8: 'accounts' is there twice"]),
        ("a: 1\nsites: {}", ["line 1: a: is no key we know; there are sites"]),
        ("sites: &a\n  x: *a", ["line 2: `*` refers to another place: write it out"]),
    ],
)
def test_every_fault_is_a_sentence_with_its_line(text: str, sentences: list[str]) -> None:
    found = said(text)

    assert [bool(line.startswith(begin)) for line, begin in zip(found, sentences, strict=True)] == [
        True
    ] * len(sentences), found


def test_a_plan_that_two_sites_claim_is_told_before_anybody_is_given_nothing() -> None:
    twin = PLAIN.replace("sites:\n", "").replace("academy", "school")

    assert said(PLAIN + twin) == ["line 11: price_gold of us opens offers of academy already"]


def test_all_faults_are_told_at_once() -> None:
    text = PLAIN.replace("welcome: yes", "welcome: perhaps\n    ends: later")

    assert len(said(text)) == 2


def test_what_the_file_names_is_looked_up_and_called_by_its_title(support: Support) -> None:
    seen = support.types("rules", "check", file(support))

    assert seen.code == 0
    for word in ("Course", "Gold", "Cancelled", support.price):
        assert word in seen.out
    assert "can be put in force" in seen.err


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"accounts": "[mars]"}, "line 3: there is no Stripe key for the account mars"),
        ({"plan": "price_none"}, "line 5: price_none is neither a price nor a product of us"),
        ({"offers": "[9]"}, "line 5: academy has no offer 9; it has 2150 (Gold), 2160 (Silver)"),
        ({"tags": "[9]"}, "line 6: academy has no tag 9; it has 77 (Cancelled)"),
    ],
)
def test_what_does_not_exist_outside_is_a_fault_and_nothing_is_put(
    support: Support, changed: dict[str, str], sentence: str
) -> None:
    before = support.rules.rules

    seen = support.types("rules", "put", file(support, **changed), "--why", "x", "--yes")

    assert (seen.code, support.rules.rules) == (1, before)
    assert sentence in seen.err
    assert not support.stage.audit.acts


def test_a_site_without_a_key_is_told_where_the_rules_want_its_api(support: Support) -> None:
    support.titles.error = NeedsReview("site academy", "The secret has no API key for this site.")

    seen = support.types("rules", "check", file(support))

    assert seen.code == 1
    assert "line 2: academy cannot be asked: The secret has no API key" in seen.err


def test_while_kajabi_is_down_the_file_alone_can_be_checked(support: Support) -> None:
    support.titles.error = Retryable("Kajabi answers 503")

    assert support.types("rules", "check", file(support)).code == 1
    assert support.types("rules", "check", file(support), "--offline").code == 0


def test_rules_are_put_with_who_and_why_and_can_be_printed_and_put_again(support: Support) -> None:
    words = ("--why", "spring", "--by", "ada", "--yes")

    put = support.types("rules", "put", file(support), *words)
    Path("again.yaml").write_text(support.types("rules", "show").out)
    again = support.types("rules", "put", "again.yaml", *words)

    assert f"- academy.plans.{support.silver}: 2160" in put.out
    assert list(support.rules.rules.sites[SITE].plans) == [support.price]
    assert "Nothing changes" in again.out
    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by, act.order.why) == (Deed.ACCESS_RULES_PUT, "ada", "spring")


def test_a_dry_run_shows_what_would_change_and_changes_nothing(support: Support) -> None:
    before = support.rules.rules

    seen: Any = support.types("rules", "put", file(support), "--why", "x", "--dry-run", "--json")

    assert support.rules.rules == before
    assert seen.json["changes"]
    assert seen.json["dry_run"]


def test_who_pays_and_loses_their_offer_by_new_rules_is_counted_before_they_are_put(
    support: Support,
) -> None:
    """A plan's line dropped by mistake; the other plan's members keep theirs."""
    words = ("--why", "x", "--dry-run", "--json")

    seen: Any = support.types("rules", "put", file(support), *words)
    offline: Any = support.types("rules", "put", file(support), "--offline", *words)

    assert seen.json["losing"] == {}
    assert "losing" not in offline.json

    price = support.silver
    support.stripes.subscribe("us", price=price)
    again: Any = support.types("rules", "put", file(support), *words)

    assert again.json["losing"] == {f"{SITE} 2160": 1}
    assert f"1 who pay lose offer 2160 at {SITE}" in again.err


def test_nobody_has_decided_yet_is_said_plainly() -> None:
    support = Support()
    support.rules.put(support.rules.rules.model_copy(update={"sites": {}}))

    assert "no rules are in force" in support.types("rules", "show").err


def test_a_file_that_is_not_there_is_a_sentence(support: Support) -> None:
    seen = support.types("rules", "check", "nowhere.yaml")

    assert (seen.code, seen.err.strip()) == (1, "✗ there is no file nowhere.yaml")
