"""Looking at a run and steering it (MIG-7, OPS-5): people's words become waves and messages, on
record."""

from pathlib import Path

import pytest

from carryover.migration.messages import MoveOne
from carryover.migration.model import State
from carryover.migration.store import Deed
from carryover.ports.outbox import Queue
from tests.fakes.stage import NOON
from tests.unit.cli.migrate.engineer import Engineer


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    engineer.stage.approved()
    return engineer


def three(engineer: Engineer) -> None:
    engineer.stage.opened(size=4)
    engineer.stage.has("sub_1", State.MOVED, target="sub_t1")
    engineer.stage.has("sub_2", State.RENEWED, paid=True)
    engineer.stage.has("sub_3", State.HELD, sentence="An invoice is open.")


def test_status_counts_subscriptions_and_money_by_wave_and_state(engineer: Engineer) -> None:
    three(engineer)

    said = engineer.types("status", "--json").json

    assert said["states"]["moved"] == 1
    assert said["money"]["renewed"] == {"usd": 1990}
    assert said["renewals"] == {"paid": 1, "unpaid": 0, "unknown": 0, "awaited": 1}
    (wave,) = said["waves"]
    assert (wave["not_begun"], wave["held"], wave["money"]) == (1, 1, {"usd": 3980})
    assert said["held"][0]["sentence"] == "An invoice is open."


def test_status_is_read_by_people_too(engineer: Engineer) -> None:
    three(engineer)

    said = engineer.types("status")

    for words in ("10 %", "us/sub_3", "An invoice is open.", "$39.80", "1 paid"):
        assert words in said.out


def test_watching_ends_when_everything_has_settled(engineer: Engineer) -> None:
    engineer.stage.opened(size=1)
    move = engineer.stage.has("sub_1", State.MOVING)

    def works() -> None:
        found = engineer.stage.moves.find("acme", "us", "sub_1") or move
        if found.state is State.MOVING:
            engineer.stage.moves.save(found.model_copy(update={"state": State.MOVED}))

    engineer.stage.worker = works

    assert "1 awaited" in engineer.types("status", "--watch").out


def test_money_that_is_not_known_is_not_guessed(engineer: Engineer) -> None:
    engineer.stage.opened(size=1)
    engineer.stage.has("sub_1", State.MOVED, expected=None, planned='{"amount": null}')

    assert engineer.types("status", "--json").json["money"]["moved"] == {}


def test_held_lists_all_and_fails_a_script(engineer: Engineer) -> None:
    three(engineer)

    said = engineer.types("held", "--json")

    assert said.code == 1
    assert [row["subscription"] for row in said.json["held"]] == ["us/sub_3"]


def test_nothing_held_is_good_news(engineer: Engineer) -> None:
    assert engineer.types("held").code == 0


def test_a_wave_is_paused_resumed_and_throttled_on_record(engineer: Engineer) -> None:
    engineer.stage.opened()

    engineer.types("pause", "--why", "support asks", "--by", "ada")
    assert engineer.stage.waves.find("acme", 1).state == "paused"  # type: ignore[union-attr]
    engineer.types("resume", "--why", "answered", "--by", "ada")
    engineer.types("throttle", "--per-second", "2", "--why", "campaign", "--by", "ada")

    wave = engineer.stage.waves.find("acme", 1)
    assert wave is not None
    assert (wave.state, wave.per_second) == ("open", 2)
    told = [(act.what, act.order.by, act.order.why) for act in engineer.stage.audit.acts]
    assert ("acme: wave 1: state paused", "ada", "support asks") in told
    assert len(told) == 3


def test_a_wave_that_is_none_is_a_sentence(engineer: Engineer) -> None:
    said = engineer.types("pause", "--wave", "7", "--why", "x")

    assert (said.code, "has no wave 7 yet" in said.err) == (1, True)


def test_a_held_one_is_tried_again_by_message_only(engineer: Engineer) -> None:
    three(engineer)

    said = engineer.types("retry", "us/sub_3", "--why", "paid", "--yes")

    assert said.code == 0
    (body,) = engineer.stage.told()
    assert body == MoveOne(run="acme", account="us", subscription="sub_3")
    assert engineer.stage.moves.find("acme", "us", "sub_3").state is State.HELD  # type: ignore[union-attr]


def test_two_orders_for_one_subscription_are_two_messages(engineer: Engineer) -> None:
    three(engineer)

    for _ in range(2):
        engineer.types("retry", "--all", "--why", "paid", "--yes")

    queue = Queue.SUBSCRIPTION_RECREATION
    assert len({envelope.id for envelope in engineer.stage.outbox.take(queue)}) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("us/sub_1",), "us/sub_1 is not held"),
        (("us/sub_9",), "us/sub_9 has not been begun"),
        (("sub_3",), "say whose it is"),
        (("uk/sub_3",), "uk is no source of acme"),
        ((), "name subscriptions, or say --all"),
        (("us/sub_3", "--all"), "name subscriptions, or say --all"),
    ],
)
def test_only_held_ones_are_tried_again(
    engineer: Engineer, words: tuple[str, ...], sentence: str
) -> None:
    three(engineer)

    said = engineer.types("retry", *words, "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True)
    assert not engineer.stage.told()


def test_a_dry_retry_sends_nothing_and_is_not_on_record(engineer: Engineer) -> None:
    three(engineer)

    assert engineer.types("retry", "--all", "--why", "x", "--dry-run").code == 0
    assert not engineer.stage.told()
    assert not engineer.stage.audit.acts


def test_without_an_approved_plan_there_is_no_run(tmp_path: Path) -> None:
    said = Engineer(tmp_path).begins().types("status")

    assert (said.code, "carryover migrate approve" in said.err) == (1, True)


def test_one_subscription_is_shown_with_both_sides_live_and_every_write(
    engineer: Engineer,
) -> None:
    account = "us"
    made = engineer.stripe.post(account, "products", {"name": "Gold"}, key="k1")
    assert isinstance(made, dict)
    price = engineer.stripe.post(
        account,
        "prices",
        {
            "product": made["id"],
            "currency": "usd",
            "unit_amount": 1990,
            "recurring": {"interval": "month"},
        },
        key="k2",
    )
    customer = engineer.stripe.post(account, "customers", {"email": "z@example.com"}, key="k3")
    assert isinstance(price, dict)
    assert isinstance(customer, dict)
    wanted = {
        "customer": customer["id"],
        "items": [{"price": price["id"]}],
        "collection_method": "send_invoice",
        "days_until_due": 7,
    }
    sub = engineer.stripe.post(account, "subscriptions", wanted, key="k4")
    assert isinstance(sub, dict)
    engineer.stage.has(sub["id"], State.MOVING)
    engineer.stage.trail.note(
        Deed(
            key="carryover:acme:arm",
            run="acme",
            subject=f"us/{sub['id']}",
            account="new-us",
            method="POST",
            path="subscriptions",
            params="{}",
            at=NOON,
        )
    )

    said = engineer.types("show", f"us/{sub['id']}", "--json")

    assert said.json["source"]["at_period_end"] == "renews"
    assert said.json["target"] is None
    assert said.json["deeds"][0]["outcome"] == "sent; no answer was seen"
    assert "renews" in engineer.types("show", f"us/{sub['id']}").out
    assert "z@example.com" not in said.out
