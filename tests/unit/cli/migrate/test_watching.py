"""First renewals are watched to the last one (MIG-9), and the report says how it stands (MIG-8)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from carryover.kernel.clock import seconds
from carryover.migration.model import State
from carryover.ports.reviews import Doubt
from carryover.replay.model import Act, Deed
from tests.fakes.stage import NOON
from tests.unit.cli.migrate.engineer import Engineer

BOUNDARY = seconds(NOON)


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    engineer.stage.approved()
    engineer.stage.opened(size=2)
    engineer.stage.has("sub_1", State.RENEWED, paid=True, boundary=BOUNDARY)
    engineer.stage.has("sub_2", State.MOVED, boundary=BOUNDARY)
    return engineer


def wrong(engineer: Engineer, kind: str = "missed") -> None:
    engineer.stage.reviews.open(
        Doubt(
            id=f"migration-renewal:acme:us:sub_2:{kind}",
            subject="first renewal of us/sub_2",
            sentence="Nobody has asked for money.",
            cause="sweep",
            opened_at=NOON,
        )
    )


def test_renewals_are_counted_by_day(engineer: Engineer) -> None:
    said = engineer.types("watch", "--json")

    assert said.code == 0
    (day,) = said.json["days"]
    assert (day["day"], day["expected"], day["paid"], day["to_come"]) == ("2026-11-20", 2, 1, 1)


def test_a_renewal_nobody_has_seen_for_hours_is_overdue(engineer: Engineer) -> None:
    engineer.stage.clock += timedelta(hours=7)

    said = engineer.types("watch", "--json")

    assert (said.code, said.json["overdue"]) == (1, 1)


def test_a_missed_renewal_fails_the_watch(engineer: Engineer) -> None:
    wrong(engineer)

    said = engineer.types("watch")

    assert said.code == 1
    assert "Nobody has asked for money." in said.out


def test_what_a_person_has_settled_is_no_trouble_any_more(engineer: Engineer) -> None:
    wrong(engineer)
    doubt = "migration-renewal:acme:us:sub_2:missed"
    engineer.stage.reviews.close(doubt, by="ada", why="paid by hand", at=NOON)

    assert engineer.types("watch").code == 0


def test_the_report_is_written_for_people_and_programs(engineer: Engineer) -> None:
    engineer.stage.has("sub_3", State.HELD, sentence="An <open> invoice.")

    said = engineer.types("report", "--json")

    folder = engineer.folder / "report"
    html = (folder / "report.html").read_text()
    assert said.code == 0
    assert "An &lt;open&gt; invoice." in html
    assert "<script" not in html
    assert "us/sub_3" in (folder / "report.md").read_text()
    assert json.loads((folder / "report.json").read_text())["states"]["held"] == 1
    assert said.json["verdict"]["sentence"].startswith(
        "2 subscriptions moved, 1 left where it was with a reason, none unfinished."
    )


def test_the_report_calls_nothing_good_that_is_not_finished(engineer: Engineer) -> None:
    engineer.stage.has("sub_3", State.MOVING)

    said = engineer.types("report")

    assert (said.code, "1 not finished yet" in said.out) == (1, True)


def test_a_renewal_gone_wrong_leads_the_report(engineer: Engineer) -> None:
    wrong(engineer, "doubled")

    said = engineer.types("report", "--json")

    assert (said.code, said.json["doubled"]) == (1, 1)
    assert said.json["verdict"]["sentence"].startswith("1 first renewal went wrong")


def test_the_report_names_who_ordered_what_and_why(engineer: Engineer) -> None:
    order = engineer.stage.order("ada", "as agreed")
    for number in (1, 2):
        engineer.stage.audit.write(Act(Deed.MIGRATION_RETRIED, f"acme: us/sub_{number}", order))
    engineer.stage.audit.write(Act(Deed.MIGRATION_RETRIED, "other: us/sub_3", order))

    (row,) = engineer.types("report", "--json").json["orders"]

    assert (row["by"], row["why"], row["times"]) == ("ada", "as agreed", 2)


def test_the_same_run_gives_the_same_page(engineer: Engineer) -> None:
    path = engineer.folder / "report" / "report.html"
    engineer.types("report")
    first = path.read_bytes()

    engineer.types("report")

    assert path.read_bytes() == first
