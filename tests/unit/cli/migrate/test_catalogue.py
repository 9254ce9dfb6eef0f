"""The catalogue is shown, asked for by message, awaited and compared (MIG-4, OPS-5)."""

from pathlib import Path
from typing import Any

import pytest

from carryover.migration.model import Old, Thing
from carryover.ports.outbox import Queue
from carryover.replay.model import Deed
from tests.unit.cli.migrate.engineer import Engineer
from tests.unit.cli.migrate.worker import employed


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    engineer.stage.approved("p1a2")
    engineer.stage.needs.put("acme", "p1a2", [price(engineer)])
    return employed(engineer)


def made(engineer: Engineer, path: str, **params: Any) -> str:
    answer = engineer.stripe.post("us", path, params, key=f"{path}{params}")
    assert isinstance(answer, dict)
    return str(answer["id"])


def price(engineer: Engineer, **more: Any) -> Old:
    product = made(engineer, "products", name="Gold")
    rhythm = {"interval": "month"}
    plain = {"product": product, "currency": "usd", "unit_amount": 1990, "recurring": rhythm}
    return Old(account="us", kind=Thing.PRICE, id=made(engineer, "prices", **{**plain, **more}))


def test_a_dry_run_shows_what_would_be_made_and_asks_for_nothing(engineer: Engineer) -> None:
    said = engineer.types("catalogue", "--dry-run", "--json")

    assert said.code == 0
    assert [(row["kind"], row["fate"]) for row in said.json["things"]] == [
        ("product", "to make"),
        ("price", "to make"),
    ]
    assert not engineer.stage.outbox.sent
    assert not engineer.stage.audit.acts


def test_it_is_made_once_and_compared(engineer: Engineer) -> None:
    first = engineer.types("catalogue", "--yes", "--by", "ada")

    again = engineer.types("catalogue", "--json")

    assert first.code == again.code == 0, first
    assert "2 of 2 exact" in first.out
    assert {row["fate"] for row in again.json["things"]} == {"is there"}
    assert [act.order.by for act in engineer.stage.audit.acts] == ["ada"]
    pages = list(engineer.stripe.pages("new-us", "prices"))
    assert sum(len(page) for page in pages) == 1


def test_what_cannot_be_made_exactly_is_said_and_fails(engineer: Engineer) -> None:
    gone = Old(account="us", kind=Thing.PRICE, id="price_gone")
    engineer.stage.needs.put("acme", "p1a2", [gone])

    said = engineer.types("catalogue", "--json", "--yes")

    assert said.code == 1
    assert said.json["things"][0]["fate"] == "impossible"


def test_a_worker_that_does_not_answer_is_not_waited_for_for_ever(engineer: Engineer) -> None:
    engineer.stage.worker = None

    said = engineer.types("catalogue", "--yes", "--patience", "5")

    assert "dead-letters" in said.err
    assert len(engineer.stage.outbox.take(Queue.SUBSCRIPTION_RECREATION)) == 1
    assert said.code == 1


def test_a_code_nobody_can_redeem_any_more_is_not_waited_for(engineer: Engineer) -> None:
    coupon = made(engineer, "coupons", percent_off="10", duration="forever")
    promotion = {"type": "coupon", "coupon": coupon}
    soon = engineer.world.clock + 60
    code = made(engineer, "promotion_codes", promotion=promotion, code="HI", expires_at=soon)
    engineer.days_pass(1)
    over = Old(account="us", kind=Thing.PROMOTION_CODE, id=code)
    engineer.stage.needs.put("acme", "p1a2", [over])

    said = engineer.types("catalogue", "--yes", "--patience", "5", "--json")

    assert (said.code, said.json["unfinished"]) == (0, []), said
    assert [row["fate"] for row in said.json["things"]][-1] == "left out"


def test_what_another_processors_list_names_is_the_targets_own_and_not_compared(
    engineer: Engineer,
) -> None:
    plain = "name: acme\ntarget: new-us\nsources: [us, intl]\n"
    engineer.begins(f"{plain}elsewhere: {{oldcart: oldcart.csv}}\n")
    theirs = Old(account="oldcart", kind=Thing.PRICE, id="gold")
    engineer.stage.ids.remember("acme", {theirs: "price_gold"})

    said = engineer.types("catalogue", "--yes", "--json")

    assert (said.code, said.json["differences"]) == (0, []), said


def test_closing_is_shown_done_once_and_on_record(engineer: Engineer) -> None:
    archived = closed_at_the_source(engineer)
    engineer.types("catalogue", "--yes")

    shown = engineer.types("catalogue", "close", "--dry-run", "--json")
    done = engineer.types("catalogue", "close", "--ahead", "--yes", "--by", "ada", "--json")
    again = engineer.types("catalogue", "close", "--ahead", "--yes", "--json")

    assert shown.json["changes"] == done.json["changes"] != []
    assert again.json["changes"] == []
    copy = engineer.stage.ids.find("acme", [archived])[archived]
    assert engineer.world.accounts["new-us"].get("price", copy)["active"] is False
    acts = [act for act in engineer.stage.audit.acts if act.order.by == "ada"]
    assert [act.deed for act in acts] == [Deed.MIGRATION_CATALOGUE_CLOSED]
    assert "archive" in " ".join(deed.key for deed in engineer.stage.trail.of("acme"))


def closed_at_the_source(engineer: Engineer) -> Old:
    archived = price(engineer, nickname="old")
    engineer.stage.needs.put("acme", "p1a2", [archived])
    made(engineer, f"prices/{archived.id}", active=False)
    return archived
