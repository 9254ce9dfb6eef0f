"""A plan is made from snapshots only, written down with its hash, and approved by that hash
(MIG-2). Whatever does not fit together is a sentence, and nothing is written."""

import json
from pathlib import Path

import pytest

from carryover.migration.snapshot.manifest import NAME
from tests.unit.cli.migrate.engineer import Engineer

PLAIN = "name: acme\ntarget: new-us\nsources: [us, intl]\n"
FACES = ["plan.csv", "plan.html", "plan.json", "plan.jsonl", "plan.md"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    engineer = Engineer(tmp_path_factory.mktemp("engineer")).begins()
    gold = engineer.sells("us")
    engineer.subscribes("us", gold)
    engineer.subscribes("us", gold, metadata={"crm": "7"})
    engineer.subscribes("us", gold, cancel_at_period_end=True)
    engineer.subscribes("intl", engineer.sells("intl", 900, "eur"))
    engineer.days_pass(3)
    engineer.cards_are_copied()
    engineer.snapshots()
    return engineer


@pytest.fixture
def engineer(template: Engineer, tmp_path: Path) -> Engineer:
    return template.twin(tmp_path)


def planned(engineer: Engineer) -> str:
    return str(engineer.types("plan", "--json").json["hash"])


def test_a_plan_is_written_for_people_and_programs(engineer: Engineer) -> None:
    said = engineer.types("plan", "--json")

    assert said.code == 0
    assert said.json["outcomes"] == {"moves": 3, "stays": 1}
    assert sorted(face.name for face in engineer.folder.glob("plan/*")) == FACES
    html = (engineer.folder / "plan" / "plan.html").read_text()
    assert said.json["hash"] in html
    assert "zuzu" not in html
    assert "zuzu" not in (engineer.folder / "plan" / "plan.jsonl").read_text()


def test_the_same_snapshots_give_the_same_plan_and_page(engineer: Engineer) -> None:
    first = planned(engineer)
    page = (engineer.folder / "plan" / "plan.html").read_bytes()

    assert planned(engineer) == first
    assert (engineer.folder / "plan" / "plan.html").read_bytes() == page


def test_a_dry_plan_writes_nothing(engineer: Engineer) -> None:
    assert engineer.types("plan", "--dry-run").code == 0
    assert not list(engineer.folder.glob("plan/*"))


def test_held_ones_fail_only_a_strict_plan(engineer: Engineer) -> None:
    (engineer.folder / "cards" / "intl.csv").unlink()

    said = engineer.types("plan")
    strict = engineer.types("plan", "--strict")

    assert (said.code, strict.code) == (0, 1)
    assert "Missing in the card mapping" in said.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PLAIN + "accounts: {us: acct_other}\n", "it is of another account"),
        (PLAIN.replace("intl]", "uk]"), "Here is no snapshot"),
        (PLAIN + "elsewhere: {oldcart: old.csv}\n", "old.csv"),
    ],
)
def test_a_snapshot_that_is_not_meant_is_refused(
    engineer: Engineer, text: str, sentence: str
) -> None:
    engineer.begins(text)

    said = engineer.types("plan")

    assert (said.code, sentence in said.err) == (1, True), said.err
    assert not list(engineer.folder.glob("plan/*"))


def test_an_old_snapshot_is_refused(engineer: Engineer) -> None:
    engineer.begins(PLAIN + "snapshot_days: 1\n")
    noon = engineer.stage.clock
    engineer.stage.clock = noon.replace(month=12)

    said = engineer.types("plan")

    assert (said.code, "days old" in said.err) == (1, True)


def changed(engineer: Engineer, **said: object) -> None:
    """Change what the snapshot of intl says of itself."""
    path = engineer.folder / "snapshots" / "intl" / NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), **said}))


def test_a_snapshot_that_does_not_say_whose_it_is_says_what_to_do(engineer: Engineer) -> None:
    engineer.begins(PLAIN + "accounts: {intl: acct_intl}\n")
    changed(engineer, account_id="")

    said = engineer.types("plan")

    assert (said.code, "does not say whose it is" in said.err) == (1, True), said.err
    assert "take intl out of accounts" in said.err


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"livemode": True}, "a plan mixes no modes"),
        ({"account": "us"}, "This is the snapshot of us, not of intl"),
        ({"finished_at": None}, "was stopped before its end"),
    ],
)
def test_snapshots_that_do_not_go_together_are_refused(
    engineer: Engineer, said: dict[str, object], sentence: str
) -> None:
    changed(engineer, **said)

    answer = engineer.types("plan")

    assert (answer.code, sentence in answer.err) == (1, True), answer.err


def test_one_account_under_two_names_is_refused(engineer: Engineer) -> None:
    manifest = engineer.folder / "snapshots" / "us" / NAME
    changed(engineer, account_id=json.loads(manifest.read_text())["account_id"])

    answer = engineer.types("plan")

    assert (answer.code, "one and the same account" in answer.err) == (1, True)


def test_a_mapping_that_was_cut_off_is_refused(engineer: Engineer) -> None:
    path = engineer.folder / "cards" / "us.csv"
    path.write_text(path.read_text()[:-12].rsplit(",", 1)[0])

    answer = engineer.types("plan")

    assert (answer.code, "us.csv" in answer.err) == (1, True)


def test_approving_puts_the_plan_in_force_with_all_it_needs(engineer: Engineer) -> None:
    plan_hash = planned(engineer)

    said = engineer.types("approve", plan_hash[:12], "--why", "signed", "--by", "ada", "--yes")

    assert said.code == 0, said.err
    run = engineer.stage.runs.find("acme")
    assert run is not None
    assert (run.plan, run.approved_by, run.why) == (plan_hash, "ada", "signed")
    assert engineer.stage.needs.get("acme", plan_hash)
    assert len(engineer.stage.ids.kept["acme"]) >= 8
    assert any(plan_hash in key for key in engineer.stage.bodies.bodies)
    (act,) = engineer.stage.audit.acts
    assert act.what == f"acme: plan {plan_hash}"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [("0" * 64, "look at it again"), ("ab", "type at least 8 characters")],
)
def test_another_hash_is_not_approved(engineer: Engineer, given: str, sentence: str) -> None:
    planned(engineer)

    said = engineer.types("approve", given, "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True)
    assert not engineer.stage.runs.kept


def test_a_plan_changed_by_hand_is_not_approved(engineer: Engineer) -> None:
    plan_hash = planned(engineer)
    path = engineer.folder / "plan" / "plan.jsonl"
    path.write_text(path.read_text().replace('"amount":1990', '"amount":990'))

    said = engineer.types("approve", plan_hash, "--why", "x", "--yes")

    assert (said.code, "changed after it was made" in said.err) == (1, True)
    assert not engineer.stage.runs.kept


def test_a_dry_approval_leaves_no_trace(engineer: Engineer) -> None:
    plan_hash = planned(engineer)

    assert engineer.types("approve", plan_hash, "--why", "x", "--dry-run").code == 0
    assert not engineer.stage.runs.kept
    assert not engineer.stage.ids.kept
    assert not engineer.stage.audit.acts


def test_other_accounts_are_another_migration(engineer: Engineer) -> None:
    plan_hash = planned(engineer)
    engineer.types("approve", plan_hash, "--why", "x", "--yes")
    engineer.begins("name: acme\ntarget: other\nsources: [us, intl]\n")

    said = engineer.types("approve", plan_hash, "--why", "x", "--yes")

    assert (said.code, "give it another name" in said.err) == (1, True)


def test_without_a_plan_there_is_nothing_to_approve(engineer: Engineer) -> None:
    said = engineer.types("approve", "0" * 64, "--why", "x", "--yes")

    assert (said.code, "make one with carryover migrate plan" in said.err) == (1, True)
