"""KAJ-3: Kajabi signs nothing, so its door opens to a random token in the path, and to nothing else
that is said."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from carryover.intake import token
from carryover.intake.keyring import Keyring
from carryover.intake.service import Intake
from carryover.intake.store import Secrets
from carryover.kernel.messages import Delivery, Envelope
from carryover.wiring.door import Door
from carryover.wiring.kajabi_webhook import REFUSALS, arrival
from tests.unit.intake.doorstep import NOON, Belt, Safe, Shelf, http

OLD, NEW = "old-token-of-22-letters", "new-token-of-22-letters"
BODY = '{"id": "77", "event": "tag_added", "payload": []}'


@dataclass
class Step:
    """Kajabi's door, and whoever knocks at it."""

    tokens: Secrets = field(default_factory=lambda: {"academy": (NEW, OLD)})
    belt: Belt = field(default_factory=Belt)

    def knock(self, shown: str, site: str = "academy", **headers: str) -> int:
        keyring = Keyring(Safe(self.tokens))
        intake = Intake(keyring, token.check, self.belt, Shelf(), clock=lambda: NOON)
        event: dict[str, Any] = http(headers, BODY, site)
        event["pathParameters"]["token"] = shown
        return int(Door(intake, arrival, REFUSALS).respond(event)["statusCode"])


@pytest.mark.parametrize("shown", [NEW, OLD])
def test_both_tokens_open_while_one_replaces_the_other(shown: str) -> None:
    step = Step()

    assert step.knock(shown) == 200

    letter = Envelope[Delivery].model_validate_json(step.belt.messages[0])
    assert (letter.body.kind, letter.body.account) == ("kajabi.hook", "academy")
    assert letter.body.payload == BODY


@pytest.mark.parametrize("shown", ["", "x", NEW[:-1], NEW + "x", NEW.upper(), "żółć" * 9])
def test_any_other_token_hears_that_there_is_nothing_here(shown: str) -> None:
    step = Step()

    assert step.knock(shown) == 404
    assert step.belt.messages == []


def test_a_token_in_a_header_is_none() -> None:
    step = Step()

    assert step.knock("", **{token.PROOF: NEW, "X-Kajabi-Signature": NEW}) == 404


def test_an_unknown_site_hears_the_same_as_a_wrong_token() -> None:
    assert Step().knock(NEW, site="elsewhere") == Step().knock("wrong") == 404


def test_a_token_that_could_be_guessed_opens_nothing() -> None:
    assert Step({"academy": ("secret",)}).knock("secret") == 503


def test_when_the_queue_is_down_the_answer_is_no_yes() -> None:
    assert Step(belt=Belt(down=True)).knock(NEW) == 503


def test_no_log_line_says_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    Step().knock(NEW)
    Step().knock("wrong-token-of-22-letters")

    said = "".join(capsys.readouterr())
    assert NEW not in said
    assert "wrong-token" not in said
    assert json.dumps(BODY)[1:-1] not in said
