"""What came back, by cause, step, plan and week; currencies are never added up (DUN-5)."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carryover.dunning.declines import Cause
from carryover.dunning.model import Case, Closed, Outcome, Told, ToldState, Try, TryState
from tests.unit.cli.dunning.support import Owner

DAY = 86_400


@pytest.fixture
def owner() -> Owner:
    owner = Owner()
    plan = owner.office.stripes.price("us")
    remember(owner, "in_1", plan=plan, tries=2, paid=True, days=4)
    remember(owner, "in_2", plan=plan, told="middle", outcome=Outcome.RECOVERED_LATE, days=50)
    remember(owner, "in_3", plan=plan, cause=Cause.CARD, outcome=Outcome.ENDED, days=42)
    remember(owner, "in_4", plan=plan, amount=1000, outcome=None)
    remember(owner, "in_5", plan=plan, outcome=Outcome.VOIDED, days=1)
    remember(owner, "in_6", currency="jpy", amount=3000, plan=plan, days=1)
    return owner


def remember(owner: Owner, invoice: str, **said: Any) -> None:
    at = int(owner.office.now().timestamp()) - 60 * DAY
    made = [
        Try(number=n, at=at, payment_method="pm", print="f", amount=1, state=TryState.DECLINED)
        for n in range(1, said.get("tries", 0) + 1)
    ]
    if said.get("paid"):
        made[-1] = made[-1].model_copy(update={"state": TryState.PAID})
    told = Told(step=said.get("told", ""), channel="email", at=at, state=ToldState.SENT)
    outcome = said.get("outcome", Outcome.RECOVERED)
    case = Case(
        account="us",
        invoice=invoice,
        customer="cus_1",
        currency=said.get("currency", "eur"),
        amount=said.get("amount", 2900),
        failed_at=at,
        opened_at=datetime.fromtimestamp(at, UTC),
        cause=said.get("cause", Cause.FUNDS),
        plans=(said["plan"],),
        tries=tuple(made),
        told=(told,) if "told" in said else (),
        look_at=at,
    )
    held = owner.cases.save(case)
    if outcome is not None:
        closed = Closed(outcome=outcome, at=at + said.get("days", 1) * DAY)
        owner.cases.save(held.model_copy(update={"closed": closed, "look_at": None}))


def currency(owner: Owner, code: str) -> dict[str, Any]:
    found = owner.types("report", "--json").json["currencies"]
    return next(each for each in found if each["currency"] == code)


def test_what_came_back_is_a_part_of_what_was_to_be_collected(owner: Owner) -> None:
    total = currency(owner, "eur")["total"]

    assert (total["cases"], total["owed"]) == (5, 12_600)
    assert (total["recovered"], total["lost"], total["open"]) == (5800, 2900, 1000)
    assert total["left_out"] == 2900
    assert total["rate"] == round(5800 / 8700, 4)
    assert total["rate_at_least"] == round(5800 / 9700, 4)
    assert total["attempts_per_recovery"] == 1
    assert total["days_to_recovery"] == 27


def test_every_step_says_what_it_brought(owner: Owner) -> None:
    steps = {each["step"]: each["recovered"] for each in currency(owner, "eur")["step"]}

    assert steps == {"attempt 2": 2900, "message middle": 2900}
    assert [each["step"] for each in currency(owner, "jpy")["step"]] == ["nobody asked"]


def test_currencies_are_never_added_up(owner: Owner) -> None:
    said = owner.types("report").out

    assert currency(owner, "jpy")["total"]["owed"] == 3000
    assert "¥3,000" in said
    assert "€126.00" in said


def test_a_rate_is_a_bound_while_money_is_open(owner: Owner) -> None:
    said = owner.types("report").out

    assert "≥ 59.8%" in said
    assert "Lost if nothing more is done: €10.00 in 1 open case: €10.00 within a week" in said


def test_plans_are_called_by_their_names(owner: Owner) -> None:
    assert "Course, $29.00 a month" in owner.types("report").out


def test_other_weeks_are_not_in_it(owner: Owner) -> None:
    assert owner.types("report", "--since", "7d", "--json").json["currencies"] == []
    assert owner.types("report", "--since", "2020-01-01", "--until", "2019-01-01").code == 1


def test_a_page_and_a_table_are_written(owner: Owner, tmp_path: Path) -> None:
    page, table = tmp_path / "report.html", tmp_path / "report.csv"

    said = owner.types("report", "--html", str(page), "--csv", str(table), "--json")

    assert said.json["files"] == [str(table), str(page)]
    html = page.read_text()
    assert "Failed payments: what came back" in html
    assert html.count("<svg") == 8
    assert "cus_1" not in html
    rows = list(csv.DictReader(table.open()))
    assert sum(int(row["cases"]) for row in rows) == 6
    assert {row["owed"] for row in rows if row["currency"] == "jpy"} == {"3000"}
    assert {row["recovered"] for row in rows if row["outcome"] == "ended"} == {"0"}


def test_a_place_that_cannot_be_written_is_said(owner: Owner, tmp_path: Path) -> None:
    said = owner.types("report", "--html", str(tmp_path / "none" / "report.html"))

    assert said.code == 1
    assert "cannot be written" in said.err


def test_nothing_failed_is_a_report_too() -> None:
    assert "Nothing failed." in Owner().types("report").out
