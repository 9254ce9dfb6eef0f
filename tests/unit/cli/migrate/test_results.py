"""The protocol of tests is filled in by the tool, and claims nothing nobody has seen (MIG-12)."""

from pathlib import Path
from typing import Any

import pytest

from carryover.migration.model import State
from carryover.replay.model import Act, Deed
from cli.migrate.results import Outcome, Result, results
from tests.fakes.stage import NOON
from tests.unit.cli.migrate.engineer import Engineer

TERMS = "Every term and next invoice, old against new"
REHEARSAL = "The whole move, rehearsed with faults"
RENEWALS = "First renewals: once, in the right account, for the right amount"
DOUBLED = "Nobody was charged twice"
MISSED = "Nobody was forgotten"


def gathered(**changed: Any) -> dict[str, Any]:
    """What the report knows of a migration in which everything is over and well."""
    return {
        "plan": "8f3a9b1c2d4e5f60",
        "approved_by": "ada",
        "why": "signed off",
        "states": dict.fromkeys(State, 0) | {State.RENEWED: 3, State.HELD: 1},
        "waves": [{"not_begun": 0}],
        "renewals": {"paid": 2, "unpaid": 1, "unknown": 0, "awaited": 0},
        "troubles": [],
        "rolled_back": ["us/sub_9"],
        "orders": [],
        "writes": {"done": 12, "refused": 0, "unanswered": 0},
        "verified": {"compared": 3, "differences": []},
        "rehearsed": {
            "seed": 1,
            "months": 13,
            "faults_on": True,
            "this_plan": True,
            "verdict": {"good": True, "sentence": "Ready."},
        },
        **changed,
    }


def result(test: str, **changed: Any) -> Result:
    (found,) = [each for each in results(gathered(**changed)) if each.test == test]
    return found


def test_when_everything_is_over_only_people_have_to_sign() -> None:
    left = {each.outcome for each in results(gathered())} - {Outcome.PASSED}

    assert left == {Outcome.PERSON}


@pytest.mark.parametrize(
    ("test", "changed", "outcome"),
    [
        (REHEARSAL, {"rehearsed": None}, Outcome.OPEN),
        (REHEARSAL, {"rehearsed": {**gathered()["rehearsed"], "this_plan": False}}, Outcome.OPEN),
        (REHEARSAL, {"rehearsed": {**gathered()["rehearsed"], "faults_on": False}}, Outcome.OPEN),
        (TERMS, {"verified": None}, Outcome.OPEN),
        (TERMS, {"verified": {"compared": 2, "differences": []}}, Outcome.OPEN),
        (TERMS, {"verified": {"compared": 3, "differences": [{}]}}, Outcome.FAILED),
        (RENEWALS, {"renewals": {**gathered()["renewals"], "awaited": 1}}, Outcome.OPEN),
        (DOUBLED, {"renewals": {**gathered()["renewals"], "awaited": 1}}, Outcome.OPEN),
        (MISSED, {"states": dict.fromkeys(State, 0)}, Outcome.OPEN),
    ],
)
def test_what_nobody_has_seen_is_open_and_what_differs_has_failed(
    test: str, changed: dict[str, Any], outcome: Outcome
) -> None:
    assert result(test, **changed).outcome is outcome


def test_a_rehearsal_that_was_not_ready_has_failed() -> None:
    verdict = {"good": False, "sentence": "Not ready: 1 customer was charged twice."}

    found = result(REHEARSAL, rehearsed={**gathered()["rehearsed"], "verdict": verdict})

    assert (found.outcome, "Not ready" in found.found) == (Outcome.FAILED, True)


def test_trouble_that_was_settled_did_happen_all_the_same() -> None:
    settled = {"kind": "doubled", "closed_at": NOON.isoformat()}

    found = result(DOUBLED, troubles=[settled])

    assert found.outcome is Outcome.FAILED
    assert "1 found, 1 of them settled" in found.found


@pytest.mark.parametrize(("orders", "outcome"), [(0, Outcome.OPEN), (1, Outcome.PERSON)])
def test_whoever_never_tried_to_roll_back_has_not_tested_it(orders: int, outcome: Outcome) -> None:
    asked = [{"deed": "rollback asked", "times": 9}] * orders

    found = result("Rolling back, tried on the pilot", rolled_back=[], orders=asked)

    assert (found.outcome, f"Asked for {9 * orders}" in found.found) == (outcome, True)


def test_every_kind_of_trouble_has_its_line() -> None:
    told = [
        each.test for each in results(gathered(troubles=[{"kind": "wrong", "closed_at": None}]))
    ]

    assert "First renewals that were called wrong" in told


def test_the_protocol_is_written_beside_the_report(tmp_path: Path) -> None:
    engineer = Engineer(tmp_path).begins()
    engineer.stage.approved()
    engineer.stage.opened(size=1)
    engineer.stage.has("sub_1", State.RENEWED, paid=True)
    order = engineer.stage.order("ada", "to see that we can")
    engineer.stage.audit.write(Act(Deed.MIGRATION_ROLLBACK_ASKED, "acme: us/sub_1", order))

    said = engineer.types("report", "--json")

    page = (engineer.folder / "report" / "test-results.md").read_text()
    assert f"| {RENEWALS} | MIG-9 | **passed**: 1 seen" in page
    assert "No rehearsal is kept." in page
    assert "**by hand**: Asked for 1 time;" in page
    assert any(each["test"] == RENEWALS for each in said.json["tests"])
