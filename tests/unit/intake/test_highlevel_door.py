"""CRM-3: HighLevel's door opens to HighLevel's signature over these bytes, about our app or one of
our locations, and says 429 where the fault is ours, for nothing else is sent again."""

import base64
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from carryover.adapters.highlevel.doorkeeper import parsed
from carryover.adapters.highlevel.signature import Check
from carryover.intake.keyring import Keyring
from carryover.intake.service import Intake
from carryover.kernel.errors import Retryable
from carryover.kernel.messages import Delivery, Envelope
from carryover.wiring.door import Door
from carryover.wiring.highlevel_webhook import REFUSALS, arrival
from sandbox.highlevel.webhooks.signing import public_key, signature
from tests.unit.intake.doorstep import NOON, Belt, Safe, Shelf, http

SAID = {
    "type": "ContactUpdate",
    "locationId": "ve9",
    "appId": "app_1",
    "id": "c1",
    "webhookId": "w",
}
SPKI = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def entry(**more: object) -> dict[str, Any]:
    return {"keys": [public_key(2), public_key(1)], "app": "app_1", "locations": ["ve9"], **more}


@dataclass
class Step:
    """The door, and whoever knocks at it."""

    held: dict[str, Any] = field(default_factory=lambda: {"agency": entry()})
    belt: Belt = field(default_factory=Belt)
    locked: bool = False

    def knock(self, said: object = SAID, signed: str | None = None, **more: Any) -> int:
        body = said if isinstance(said, str) else json.dumps(said)
        shown = signature(1, body.encode()) if signed is None else signed
        keyring = Keyring(Safe(parsed(json.dumps(self.held), "door"), self.locked))
        intake = Intake(keyring, Check(), self.belt, Shelf(), clock=lambda: NOON)
        headers = {"X-GHL-Signature": shown, **more.pop("headers", {})}
        event = http(headers, more.pop("body", body), more.pop("app", "agency"))
        door = Door(intake, arrival, REFUSALS, not_now=HTTPStatus.TOO_MANY_REQUESTS)
        return int(door.respond(event)["statusCode"])


def test_a_genuine_delivery_about_us_is_put_on_the_channel_as_it_was_sent() -> None:
    step = Step()

    assert step.knock() == 200

    letter = Envelope[Delivery].model_validate_json(step.belt.messages[0])
    assert (letter.body.kind, letter.body.account) == ("highlevel.event", "agency")
    assert letter.body.payload == json.dumps(SAID)


@pytest.mark.parametrize("keys", [[public_key(1)], [public_key(1), public_key(2)]])
def test_both_keys_are_believed_while_highlevel_replaces_one(keys: list[str]) -> None:
    assert Step({"agency": entry(keys=keys)}).knock() == 200


@pytest.mark.parametrize("shown", ["N/A", "", "AAAA", "==", "ż" * 88, "A" * 86 + "=="])
def test_what_is_no_signature_opens_nothing(shown: str) -> None:
    step = Step()

    assert step.knock(signed=shown) == 401
    assert step.belt.messages == []


def test_a_signature_over_other_bytes_opens_nothing() -> None:
    body = json.dumps(SAID)

    assert Step().knock(body=body.replace("c1", "c2"), signed=signature(1, body.encode())) == 401
    assert Step().knock(body=json.dumps(SAID, indent=1)) == 401


def test_a_signature_by_another_key_opens_nothing() -> None:
    body = json.dumps(SAID)

    assert Step().knock(signed=signature(3, body.encode())) == 401


def test_two_signatures_are_none() -> None:
    body = json.dumps(SAID)
    good = signature(1, body.encode())

    assert Step().knock(signed=f"{good},{good}") == 401


def test_the_signature_highlevel_has_given_up_is_not_looked_at() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    spki = base64.b64encode(key.public_key().public_bytes(*SPKI)).decode()
    step = Step({"agency": entry(keys=[spki])})

    assert step.knock(headers={"X-WH-Signature": "anything"}) == 429
    assert Step().knock(signed="", headers={"X-WH-Signature": signature(1, b"x")}) == 401


@pytest.mark.parametrize(
    "said",
    [
        {**SAID, "appId": "somebody-elses"},
        {**SAID, "locationId": "elsewhere"},
        {**SAID, "appId": "somebody-elses", "locationId": "ve9"},
        {"type": "ContactUpdate", "id": "c1"},
        {**SAID, "locationId": ["ve9"]},
    ],
)
def test_a_genuine_delivery_about_somebody_else_is_not_ours(said: object) -> None:
    """The key is the same for every app there is."""
    step = Step()

    assert step.knock(said) == 404
    assert step.belt.messages == []


@pytest.mark.parametrize(
    "said", [{"type": "UNINSTALL", "appId": "app_1"}, {"type": "OrderCreate", "altId": "ve9"}]
)
def test_one_of_both_is_enough_where_the_other_is_not_said(said: object) -> None:
    assert Step().knock(said) == 200


@pytest.mark.parametrize("body", ["", "[]", "nonsense", "[" * 99_999])
def test_a_signed_body_that_is_no_event_is_refused(body: str) -> None:
    assert Step().knock(body) == 400


def test_an_app_nobody_knows_is_not_found() -> None:
    assert Step().knock(app="elsewhere") == 404


def test_our_own_failure_says_429_so_that_it_is_sent_again() -> None:
    step = Step()
    step.belt.down = True

    assert step.knock() == 429
    assert Step(locked=True).knock() == 429


@pytest.mark.parametrize(
    "broken",
    [
        entry(keys=[]),
        entry(keys=[""]),
        entry(keys=["not a key"]),
        entry(keys="MCow"),
        entry(keys=[public_key(1), " "]),
        entry(app=None),
        [],
        "MCow",
    ],
)
def test_an_entry_somebody_broke_believes_nobody_and_is_our_failure(broken: object) -> None:
    step = Step({"agency": broken, "other": entry()})

    assert step.knock() == 429
    assert step.knock(app="other") == 200


def test_a_secret_that_is_no_json_object_is_our_failure() -> None:
    for text in ("", "[]", "{"):
        with pytest.raises(Retryable, match="not a JSON object"):
            parsed(text, "door")


def test_an_ed25519_key_in_another_wrapping_is_none() -> None:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    bare = base64.b64encode(raw).decode()

    assert Step({"agency": entry(keys=[bare])}).knock() == 429
