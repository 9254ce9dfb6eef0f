"""Another processor's list is checked, planned with, and confirmed row by row (MIG-14)."""

from pathlib import Path

import pytest

from carryover.kernel.clock import moment
from carryover.migration.elsewhere.confirming import MappedConfirmations
from carryover.migration.messages import MoveOne
from carryover.migration.model import Move, Run
from cli.migrate import mapping
from cli.migrate.project import Project
from tests.fakes.stage import NOON
from tests.unit.cli.migrate.clerk import Clerk
from tests.unit.cli.migrate.clerk import clerk as employed

WITH_CART = """
name: acme
target: new-us
sources: [us]
elsewhere:
  oldcart: oldcart.csv
"""
HEADER = "source_subscription,customer,start_date,currency,price,payment_method,stopped_confirmed\n"
DAY = 86_400


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    found = employed(tmp_path)
    found.begins(WITH_CART)
    return found


def test_every_row_is_held_against_the_target(clerk: Clerk) -> None:
    price = clerk.sells("new-us")
    _list(
        clerk, f"R-1,C-1,{_in(clerk, 20)},usd,{price},,", f"R-2,C-2,{_in(clerk, 20)},eur,{price},,"
    )

    said = clerk.types("elsewhere", "check", "oldcart", "--json")

    assert said.code == 1
    assert said.json["rows"] == 2
    (held,) = said.json["held"]
    assert held["subscription"] == "oldcart/R-2"
    assert "is not in eur" in held["sentence"]


def test_faults_of_the_file_are_listed_with_their_lines(clerk: Clerk) -> None:
    _list(clerk, "R-1,,soon,usd,price_1,,")

    said = clerk.types("elsewhere", "check", "oldcart", "--json")

    assert said.code == 1
    assert [fault["line"] for fault in said.json["faults"]] == [2, 2]


def test_a_file_without_fault_is_fine(clerk: Clerk) -> None:
    _list(clerk, f"R-1,C-1,{_in(clerk, 20)},usd,{clerk.sells('new-us')},,")

    said = clerk.types("elsewhere", "check", "oldcart")

    assert said.code == 0, said
    assert "nothing would be held" in said.out


def test_its_rows_are_planned_like_any_subscription(clerk: Clerk) -> None:
    price = clerk.sells("new-us")
    ann = clerk.makes("new-us", "customers", email="ann@example.com")["id"]
    _list(clerk, f"R-1,{ann},{_in(clerk, 20)},usd,{price},pm_1,")
    clerk.snapshots("us")

    said = clerk.types("plan", "--json")

    assert said.code == 0, said
    assert said.json["outcomes"] == {"moves": 1}
    known = mapping.known(Project.open(clerk.folder))
    assert {str(old): new for old, new in known.items()} == {
        f"oldcart/{ann}": ann,
        "oldcart/pm_1": "pm_1",
        f"oldcart/{price}": price,
    }


def test_the_mapping_of_stripes_import_may_lack_old_cards(clerk: Clerk) -> None:
    _list(clerk, f"R-1,C-1,{_in(clerk, 20)},usd,price_1,,")
    ann = clerk.makes("new-us", "customers", email="ann@example.com")["id"]
    card = clerk.makes("new-us", "payment_methods/pm_card_visa/attach", customer=ann)["id"]
    header = "customer_id_old,source_id_old,customer_id_new,source_id_new\n"
    file = clerk.file(f"{header}C-1,,{ann},{card}\n")

    said = clerk.types("cards", "import", file, "--account", "oldcart")

    assert said.code == 0, said
    found = {str(old): new for old, new in mapping.known(Project.open(clerk.folder)).items()}
    assert card in found.values()


def test_what_was_stopped_there_is_handed_over_and_its_moves_go_on(clerk: Clerk) -> None:
    _approved(clerk)
    stopped = f"{moment(_in(clerk, -1)):%Y-%m-%dT%H:%M:%SZ}"
    start = _in(clerk, 20)
    _list(clerk, f"R-1,C-1,{start},usd,price_1,,{stopped}", f"R-2,C-2,{start},usd,price_1,,")

    said = clerk.types("elsewhere", "confirm", "oldcart", "--why", "seen", "--yes", "--json")
    again = clerk.types("elsewhere", "confirm", "oldcart", "--why", "seen", "--yes", "--json")

    assert said.code == 0, said
    assert (said.json["confirmed"], again.json["confirmed"]) == (["R-1"], [])
    kept = MappedConfirmations(clerk.stage.ids)
    assert kept.find("acme", "oldcart", "R-1") == _in(clerk, -1)
    assert kept.find("acme", "oldcart", "R-2") is None
    assert clerk.stage.told() == [MoveOne(run="acme", account="oldcart", subscription="R-1")]
    assert "1 stopped at oldcart" in clerk.stage.audit.acts[0].what


def test_a_dry_run_confirms_nothing(clerk: Clerk) -> None:
    _approved(clerk)
    _list(clerk, f"R-1,C-1,{_in(clerk, 20)},usd,price_1,,{_in(clerk, -1)}")

    said = clerk.types("elsewhere", "confirm", "oldcart", "--why", "x", "--dry-run", "--json")

    assert said.json["confirmed"] == ["R-1"]
    assert not clerk.stage.outbox.sent
    assert not clerk.stage.ids.kept


def test_a_source_that_is_a_stripe_account_is_refused(clerk: Clerk) -> None:
    said = clerk.types("elsewhere", "check", "us")

    assert said.code == 1
    assert "us is not under `elsewhere` in migration.yaml (there: oldcart)" in said.err


def _approved(clerk: Clerk) -> None:
    plain = {"plan": "p1", "rules": "{}", "approved_by": "ada", "why": "x", "approved_at": NOON}
    run = {"name": "acme", "target": "new-us", "sources": ("us", "oldcart"), **plain}
    clerk.stage.runs.approve(Run.model_validate(run))
    clerk.stage.moves.save(Move(run="acme", account="oldcart", subscription="R-1", wave=1))


def _list(clerk: Clerk, *lines: str) -> None:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    (clerk.folder / "oldcart.csv").write_text(text, encoding="utf-8")


def _in(clerk: Clerk, days: int) -> int:
    return clerk.world.clock + days * DAY
