"""Waves at the keyboard (MIG-7), with the real worker behind: from plan to the last renewal."""

import json
from pathlib import Path

import pytest

from carryover.migration.model import State
from carryover.migration.verifying.outcomes import Wrong
from carryover.migration.verifying.watching import doubt_about, doubt_of
from tests.unit.cli.migrate.engineer import KEYS, Engineer, Keyring
from tests.unit.cli.migrate.worker import employed, swept


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    """Five people in two accounts, a plan in force, its catalogue made."""
    engineer = employed(Engineer(tmp_path_factory.mktemp("engineer")).begins())
    gold, plus = engineer.sells("us"), engineer.sells("intl", 900, "eur")
    for _ in range(3):
        engineer.subscribes("us", gold)
    for _ in range(2):
        engineer.subscribes("intl", plus)
    engineer.days_pass(3)
    engineer.cards_are_copied()
    engineer.snapshots()
    plan = engineer.types("plan", "--json").json["hash"]
    assert engineer.types("approve", plan, "--why", "signed", "--yes").code == 0
    assert engineer.types("catalogue", "--yes").code == 0
    return engineer


@pytest.fixture
def engineer(template: Engineer, tmp_path: Path) -> Engineer:
    return employed(template.twin(tmp_path))


def test_a_dry_wave_shows_people_money_and_boundaries_and_begins_nothing(
    engineer: Engineer,
) -> None:
    said = engineer.types("execute", "--all", "--why", "x", "--dry-run", "--json")

    assert (said.json["size"], said.json["money"]) == (5, {"eur": 1800, "usd": 5970})
    assert sum(week["count"] for week in said.json["weeks"]) == 5
    assert not engineer.stage.waves.kept
    assert not engineer.stage.outbox.sent


def test_a_wave_moves_its_people_and_is_followed_to_the_end(engineer: Engineer) -> None:
    said = engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes", "--json")

    assert said.code == 0, said.err
    assert said.json["states"] == {"moved": 3}
    states = engineer.types("status", "--json").json["states"]
    assert (states["moved"], states["held"]) == (3, 0)


def test_the_next_wave_waits_for_the_renewals_of_the_last(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes")

    early = engineer.types("execute", "--all", "--why", "rest", "--yes")
    engineer.days_pass(29)
    swept(engineer)
    late = engineer.types("execute", "--all", "--why", "rest", "--yes", "--json")

    assert (early.code, "--ahead" in early.err) == (1, True)
    assert late.code == 0, late.err
    assert (late.json["wave"], late.json["size"]) == (2, 2)


def test_the_next_wave_does_not_wait_for_what_somebody_has_explained(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes")
    engineer.days_pass(29)
    for move in engineer.stage.moves.all("acme"):
        outcome = Wrong((), "They pay more than they did.")
        doubt = doubt_of(move, doubt_about(outcome) or ("", ""), "sweep", engineer.stage.now)
        engineer.stage.reviews.open(doubt)
    waiting = engineer.types("execute", "--all", "--why", "rest", "--yes")
    for case in engineer.stage.reviews.all():
        at = engineer.stage.now()
        engineer.stage.reviews.close(case.doubt.id, by="ada", why="upgraded", at=at)

    said = engineer.types("execute", "--all", "--why", "rest", "--yes", "--json")

    assert waiting.code == 1
    assert said.code == 0, said.err


def test_the_catalogue_is_closed_when_all_have_moved_and_not_before(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes")

    early = engineer.types("catalogue", "close", "--yes")
    engineer.types("execute", "--all", "--ahead", "--why", "rest", "--yes")
    late = engineer.types("catalogue", "close", "--yes")

    assert (early.code, "2 subscriptions of the plan have not moved" in early.err) == (1, True)
    assert late.code == 0, late.err


def test_a_wave_that_has_not_begun_lets_no_other_one_pass(engineer: Engineer) -> None:
    engineer.stage.worker = None
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes", "--no-wait")

    other = engineer.types("execute", "--all", "--ahead", "--why", "rest", "--yes", "--no-wait")
    same = engineer.types("execute", "--currency", "usd", "--why", "x", "--yes", "--no-wait")

    assert (other.code, "has not begun" in other.err) == (1, True)
    assert same.code == 0
    assert [wave.number for wave in engineer.stage.waves.all("acme")] == [1]
    assert [body.wave for body in engineer.stage.told()] == [1, 1]


def test_a_person_may_open_it_ahead_with_a_reason_on_record(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes")

    said = engineer.types("execute", "--all", "--ahead", "--why", "deadline", "--yes")

    assert said.code == 0, said.err
    assert "deadline" in [act.order.why for act in engineer.stage.audit.acts]


def test_a_wave_that_is_still_being_opened_keeps_its_people(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "usd", "--why", "pilot", "--yes")
    (wave,) = engineer.stage.waves.all("acme")
    engineer.stage.waves.save(wave.model_copy(update={"size": 5}))

    said = engineer.types("execute", "--all", "--ahead", "--why", "the rest", "--yes")

    assert said.code == 1
    assert "wave 1 (usd) is still being opened: 3 of 5 have begun" in said.err
    assert len(engineer.stage.waves.all("acme")) == 1


def test_one_that_is_in_no_wave_yet_is_shown_as_planned(engineer: Engineer) -> None:
    name = next(iter(engineer.stripe.pages("us", "subscriptions")))[0]["id"]

    said = engineer.types("show", f"us/{name}", "--json")

    assert (said.json["state"], said.json["planned"]["outcome"]) == ("not begun", "moves")
    assert said.json["source"]["at_period_end"] == "renews"
    stranger = engineer.types("show", "us/sub_9")
    assert (stranger.code, "not in the plan" in stranger.err) == (1, True)


def test_a_list_means_exactly_those(engineer: Engineer) -> None:
    name = next(iter(engineer.stripe.pages("intl", "subscriptions")))[0]["id"]
    path = engineer.root / "pilot.txt"
    path.write_text(f"# pilot\nintl/{name}  # first\n\n")

    said = engineer.types("execute", "--list", str(path), "--why", "x", "--dry-run", "--json")

    assert said.json["subscriptions"] == [f"intl/{name}"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "say who moves"),
        (("--all", "--percent", "5"), "say who moves"),
        (("--account", "uk"), "uk is no source of acme"),
        (("--currency", "pln"), "nobody is left"),
        (("--list", "missing.txt"), "cannot be read"),
    ],
)
def test_a_choice_that_cannot_be_meant_begins_nothing(
    engineer: Engineer, words: tuple[str, ...], sentence: str
) -> None:
    said = engineer.types("execute", *words, "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True), said.err
    assert not engineer.stage.waves.kept


def test_a_list_with_a_stranger_begins_nothing(engineer: Engineer) -> None:
    path = engineer.root / "pilot.txt"
    path.write_text("us/sub_stranger\n")

    said = engineer.types("execute", "--list", str(path), "--why", "x", "--yes")

    assert (said.code, "sub_stranger" in said.err) == (1, True)


def test_a_plan_that_is_not_the_approved_one_is_not_executed(engineer: Engineer) -> None:
    engineer.begins("name: acme\ntarget: new-us\nsources: [us, intl]\nguard_hours: 24\n")
    engineer.types("plan")

    said = engineer.types("execute", "--all", "--why", "x", "--yes")

    assert (said.code, "is not the approved one" in said.err) == (1, True)
    assert not engineer.stage.waves.kept


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"us": "sk_test_intl"}, "planned was with"),
        ({"new-us": "sk_test_us"}, "one and the same account"),
        ({"new-us": "sk_live_new"}, "Live and test mode are mixed"),
    ],
    ids=["another account's key", "source equals target", "live among test keys"],
)
def test_the_stages_keys_must_open_what_was_planned(
    engineer: Engineer, keys: dict[str, str], sentence: str
) -> None:
    if "sk_live_new" in keys.values():
        engineer.world.open("live", "sk_live_new")
    engineer.stage.ring = Keyring({**KEYS, **keys})

    said = engineer.types("execute", "--all", "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True), said.err
    assert not engineer.stage.waves.kept
    assert not engineer.stage.told()


def test_a_stage_without_a_key_is_told_before_anything_is_sent(engineer: Engineer) -> None:
    engineer.stage.ring = Keyring({"us": KEYS["us"]})

    said = engineer.types("execute", "--all", "--why", "x", "--yes")

    assert (said.code, "no key for intl" in said.err) == (1, True), said.err
    assert not engineer.stage.told()


def test_everybody_moves_renews_once_and_stands_in_the_report(engineer: Engineer) -> None:
    engineer.types("execute", "--all", "--why", "all at once", "--yes")
    engineer.days_pass(30)
    swept(engineer)

    watched = engineer.types("watch", "--json")
    report = engineer.types("report", "--json")

    assert watched.code == report.code == 0, watched.out
    assert report.json["states"]["renewed"] == 5
    assert report.json["writes"]["refused"] == 0
    charged = [
        charge
        for alias in ("us", "intl", "new-us")
        for charge in engineer.world.accounts[alias].all("charge")
    ]
    assert len(charged) == 10, "five first payments, five renewals, none twice"


def test_the_report_lists_what_the_plan_held_back_and_the_rehearsal(engineer: Engineer) -> None:
    (engineer.folder / "cards" / "intl.csv").unlink()
    plan = engineer.types("plan", "--json").json["hash"]
    engineer.types("approve", plan, "--why", "without intl", "--yes")
    rehearsal = {"seed": 3, "months": 13, "faults_on": True, "since": "2026-11-20T00:00:00+00:00"}
    verdict = {"good": True, "sentence": "Everybody was billed the same."}
    folder = engineer.folder / "rehearsal"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps({**rehearsal, "verdict": verdict, "plan": plan}))

    report = engineer.types("report", "--json").json

    html = (engineer.folder / "report" / "report.html").read_text()
    assert len(report["planned"]["held"]) == 2
    assert all(each["subscription"] in html for each in report["planned"]["held"])
    assert report["rehearsed"]["this_plan"] is True
    assert "Everybody was billed the same." in html


def test_a_wave_that_was_rolled_back_is_billed_by_its_source(engineer: Engineer) -> None:
    engineer.types("execute", "--currency", "eur", "--why", "pilot", "--yes")

    said = engineer.types("rollback", "--wave", "1", "--why", "called off", "--yes", "--json")
    engineer.days_pass(30)

    assert said.json["states"] == {"rolled back": 2}, said.err
    assert len(list(engineer.world.accounts["intl"].all("charge"))) == 4
    assert not list(engineer.world.accounts["new-us"].all("charge"))
    assert engineer.stage.moves.kept
    assert {m.state for m in engineer.stage.moves.all("acme")} == {State.ROLLED_BACK}
