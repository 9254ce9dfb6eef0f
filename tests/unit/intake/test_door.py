"""What happens at Stripe's door when nobody is lying."""

import json
import logging
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from carryover.edge.telemetry import logger
from carryover.intake.delivery import MESSAGE_BYTES
from carryover.intake.model import BODY_BYTES
from tests.unit.intake.doorstep import BODY, NEW, OLD, Doorstep, http, signed

GOLDEN = Path("events/http")
ANSWERS = {
    "accepted": 200,
    "base64": 200,
    "rotating": 200,
    "thin": 200,
    "forged": 400,
    "unknown_account": 404,
}


def golden(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((GOLDEN / f"stripe_webhook_{name}.json").read_text())
    return event


@pytest.mark.parametrize(("name", "status"), ANSWERS.items())
def test_a_golden_delivery_is_answered_as_its_readme_says(name: str, status: int) -> None:
    step = Doorstep()

    assert step.status(golden(name)) == status
    assert len(step.belt.messages) == (1 if status == 200 else 0)


def test_every_golden_delivery_is_judged_here() -> None:
    names = {path.stem.removeprefix("stripe_webhook_") for path in GOLDEN.glob("*.json")}

    assert names == set(ANSWERS)


def test_the_same_bytes_arrive_whether_they_travelled_in_base64_or_not() -> None:
    step = Doorstep()

    step.answer(golden("accepted"))
    step.answer(golden("base64"))

    plain, encoded = step.queued
    assert plain == encoded
    assert json.loads(plain["payload"])["data"]["object"]["name"] == "Zofia Żółć"


def test_a_known_delivery_is_queued_again_because_only_the_journal_can_tell() -> None:
    step = Doorstep()

    assert [step.genuine(), step.genuine()] == [200, 200]
    assert len(step.belt.messages) == 2


def test_header_names_come_in_any_case() -> None:
    step = Doorstep()

    for name in ("stripe-signature", "Stripe-Signature", "STRIPE-SIGNATURE"):
        assert step.status(http({name: signed(BODY)}, BODY.decode())) == 200


def test_spaces_around_the_parts_of_a_header_do_no_harm() -> None:
    step = Doorstep()

    assert step.knock(signed(BODY).replace(",", " , ")) == 200


def test_the_genuine_signature_counts_wherever_it_stands_among_others() -> None:
    step = Doorstep()
    time, genuine = signed(BODY).split(",")
    other = "v1=" + "0" * 64

    for parts in ((time, other, genuine), (genuine, other, time), ("v0=x", genuine, time, other)):
        assert step.knock(",".join(parts)) == 200


def test_both_secrets_open_while_a_rotation_is_under_way() -> None:
    step = Doorstep()

    assert step.genuine(secret=NEW) == 200
    assert step.genuine(secret=OLD) == 200


def test_bytes_that_are_not_text_are_kept_as_they_are() -> None:
    step = Doorstep()
    body = b"\xff\xfe\x00{}"
    event = http({"stripe-signature": signed(body)}, b64encode(body).decode())

    assert step.status({**event, "isBase64Encoded": True}) == 200
    assert step.queued[0]["encoding"] == "base64"
    assert step.queued[0]["payload"] == b64encode(body).decode()


def test_a_body_too_large_for_a_message_goes_by_way_of_the_shelf() -> None:
    step = Doorstep()
    body = b'"' + b"x" * MESSAGE_BYTES + b'"'

    assert step.genuine(body) == 200

    key = "deliveries/2026/11/20/JKJaXmPLvHcESHA%3D"
    assert step.shelf.bodies == {key: body}
    assert step.queued[0]["stored_as"] == key
    assert "payload" not in step.queued[0]


@pytest.mark.parametrize("letter", ["x", '"', "ż", "😀", "\uffff"])
@pytest.mark.parametrize("letters", [20_000, 60_000, 300_000])
def test_no_message_is_ever_too_large_for_sqs(letter: str, letters: int) -> None:
    step = Doorstep()

    step.genuine((letter * letters).encode())

    assert len(step.belt.messages[0].encode()) <= MESSAGE_BYTES
    assert step.belt.messages[0].isascii()


def test_nothing_is_queued_when_the_shelf_is_down() -> None:
    step = Doorstep()
    step.shelf.down = True

    assert step.genuine(b"x" * MESSAGE_BYTES) == 503
    assert step.untouched


def test_a_crash_between_shelf_and_queue_costs_an_orphan_but_no_delivery() -> None:
    step = Doorstep()
    large = b"x" * MESSAGE_BYTES
    step.belt.down = True

    assert step.genuine(large) == 503
    assert list(step.shelf.bodies.values()) == [large]

    step.belt.down = False
    assert step.genuine(large) == 200
    assert step.queued[0]["stored_as"] in step.shelf.bodies


def test_a_body_beyond_five_mebibytes_is_refused_unread() -> None:
    step = Doorstep()

    assert step.genuine(b"x" * BODY_BYTES) == 200
    assert step.genuine(b"x" * (BODY_BYTES + 1)) == 413
    assert len(step.belt.messages) == 1


def test_a_yes_is_never_said_before_the_queue_has_it() -> None:
    step = Doorstep()
    step.belt.down = True

    assert step.genuine() == 503


def test_only_post_is_understood() -> None:
    step = Doorstep()

    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        event = http({"stripe-signature": signed(BODY)}, BODY.decode())
        event["requestContext"]["http"]["method"] = method
        answer = step.answer(event)
        assert (answer["statusCode"], answer["headers"]["allow"]) == (405, "POST")
    assert step.untouched


@pytest.mark.parametrize("account", ["nobody", "", "US", "us/../intl", "us\n", "a" * 5000])
def test_an_account_nobody_configured_is_not_found(account: str) -> None:
    step = Doorstep()

    assert step.genuine(account=account) == 404
    assert step.untouched


def test_every_answer_has_the_same_shape() -> None:
    step = Doorstep()
    answers = [step.answer(golden(name)) for name in ANSWERS]
    step.belt.down = True
    answers.append(step.answer(golden("accepted")))

    assert [list(json.loads(answer["body"])) for answer in answers] == [["message"]] * 7
    assert {answer["headers"]["content-type"] for answer in answers} == {"application/json"}


def test_a_missing_body_is_an_empty_one() -> None:
    step = Doorstep()
    event = http({"stripe-signature": signed(b"")}, "")

    assert step.status({**event, "body": None}) == 200


def test_another_kind_of_event_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="payload format 2"):
        Doorstep().answer({"Records": []})


def test_no_log_line_shows_a_body_a_signature_or_a_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = Doorstep()
    with heard() as lines:
        for name in ANSWERS:
            step.answer(golden(name))
        step.belt.down = True
        step.answer(golden("accepted"))

    said = lines.getvalue() + capsys.readouterr().out
    assert "JKJaXmPLvHcESHA=" in said
    assert said.count('"message":"refused"') == 2
    assert '"message":"failed to take a delivery"' in said
    for private in ("zofia", "Zofia", "evt_golden", "v1=", NEW, OLD):
        assert private not in said


@contextmanager
def heard() -> Generator[StringIO]:
    """Listen to the log as it is written."""
    lines = StringIO()
    listener = logging.StreamHandler(lines)
    listener.setFormatter(logger.registered_formatter)
    logger.addHandler(listener)
    try:
        yield lines
    finally:
        logging.getLogger(logger.name).removeHandler(listener)
