"""Whatever is not Stripe's, unchanged and recent, is refused and leaves no trace."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.intake.doorstep import BODY, NEW, NOON, Doorstep, http, signed

T = str(int(NOON.timestamp()))
GENUINE = signed(BODY)
HEX = GENUINE.partition("v1=")[2]
ARABIC = "".join(chr(0x0660 + int(digit)) for digit in T)


def test_every_bit_flipped_anywhere_in_the_body_is_noticed() -> None:
    step = Doorstep()

    for position in range(len(BODY)):
        for bit in range(7):  # the eighth would leave ASCII; base64 bodies are tested on their own
            forged = bytearray(BODY)
            forged[position] ^= 1 << bit
            assert step.knock(GENUINE, bytes(forged)) == 400

    assert step.untouched


def test_every_bit_flipped_anywhere_in_the_signature_is_noticed() -> None:
    step = Doorstep()

    for position in range(len(HEX)):
        for bit in range(7):
            forged = HEX[:position] + chr(ord(HEX[position]) ^ 1 << bit) + HEX[position + 1 :]
            assert step.knock(f"t={T},v1={forged}") == 400

    assert step.untouched


def test_every_shortened_header_is_refused() -> None:
    step = Doorstep()

    assert {step.knock(GENUINE[:length]) for length in range(len(GENUINE))} == {400}
    assert step.untouched


def test_every_shortened_body_is_refused() -> None:
    step = Doorstep()

    assert {step.knock(GENUINE, BODY[:length]) for length in range(len(BODY))} == {400}
    assert step.untouched


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="no header"),
        pytest.param("", id="an empty header"),
        pytest.param(HEX, id="only the hex"),
        pytest.param(f"t={T}", id="no signature"),
        pytest.param(f"t={T},v1=", id="an empty signature"),
        pytest.param(f"v1={HEX}", id="no time"),
        pytest.param(f"t=,v1={HEX}", id="an empty time"),
        pytest.param(f"t={T},t={T},v1={HEX}", id="the time twice"),
        pytest.param(f"t={T},t={int(T) + 1},v1={HEX}", id="two times"),
        pytest.param(f"t=-{T},v1={HEX}", id="a negative time"),
        pytest.param(f"t={T}.0,v1={HEX}", id="a fraction of time"),
        pytest.param(f"t=0x{int(T):x},v1={HEX}", id="a time in hex"),
        pytest.param(f"t={'9' * 5000},v1={HEX}", id="a time too long to read"),
        pytest.param(f"t=0{T},v1={HEX}", id="another spelling of the time"),
        pytest.param(f"t={ARABIC},v1={HEX}", id="Arabic digits"),
        pytest.param(f"t={T},v0={HEX}", id="the test scheme"),
        pytest.param(f"t={T},v2={HEX}", id="a scheme we do not know"),
        pytest.param(f"t={T},V1={HEX}", id="the scheme in capitals"),
        pytest.param(f"t={T},v1={HEX.upper()}", id="the signature in capitals"),
        pytest.param(f"t={T},v1={HEX}0", id="one digit more"),
        pytest.param(f"t={T},v1==" + HEX, id="two equal signs"),
        pytest.param(f"t={T};v1={HEX}", id="a semicolon"),
        pytest.param(f"t={T},v1={HEX}é", id="a letter that is not ASCII"),
        pytest.param(f"t={T},v1={HEX}\udc80", id="half a character"),
        pytest.param(f"t={T},v1=None", id="a word for nothing"),
        pytest.param([GENUINE], id="a list of one header"),
        pytest.param([GENUINE, GENUINE], id="a list of headers"),
        pytest.param({"v1": HEX, "t": T}, id="a header that is an object"),
    ],
)
def test_a_header_that_is_not_stripes_is_refused(header: object) -> None:
    step = Doorstep()

    assert step.knock(header) == 400
    assert step.untouched


@pytest.mark.parametrize("empty", ["", " ", "\n", "None", "null"])
def test_what_is_signed_with_an_empty_or_guessed_secret_is_refused(empty: str) -> None:
    step = Doorstep()

    assert step.knock(signed(BODY, empty)) == 400
    assert step.untouched


def test_another_accounts_secret_opens_no_door_but_its_own() -> None:
    step = Doorstep()

    assert step.genuine(secret="whsec_intl", account="us") == 400
    assert step.genuine(secret="whsec_intl", account="intl") == 200


@pytest.mark.parametrize(
    ("sent", "status"), [(-301, 400), (-300, 200), (0, 200), (300, 200), (301, 400)]
)
def test_a_delivery_counts_for_five_minutes_either_way(sent: int, status: int) -> None:
    step = Doorstep()

    assert step.knock(signed(BODY, NEW, NOON + timedelta(seconds=sent))) == status
    assert step.untouched is (status == 400)


def test_a_recorded_delivery_cannot_be_played_back_later() -> None:
    step = Doorstep()
    recorded = signed(BODY)

    assert step.knock(recorded) == 200
    step.later(minutes=6)

    assert step.knock(recorded) == 400
    assert len(step.belt.messages) == 1


def test_the_same_json_written_another_way_is_refused() -> None:
    step = Doorstep()
    event = json.loads(BODY)

    for text in (json.dumps(event, indent=2), json.dumps(event, separators=(",", ":"))):
        assert step.knock(GENUINE, text.encode()) == 400
    assert step.untouched


def test_a_header_of_another_delivery_is_refused() -> None:
    step = Doorstep()

    assert step.knock(signed(b'{"id": "evt_2"}'), BODY) == 400
    assert step.untouched


def test_a_second_header_cannot_hide_behind_the_first() -> None:
    step = Doorstep()
    other = f"t={T},v1={'0' * 64}"

    for first, second in ((GENUINE, other), (other, GENUINE), (GENUINE, GENUINE)):
        event = http({"stripe-signature": first, "Stripe-Signature": second}, BODY.decode())
        assert step.status(event) == 400
    assert step.untouched


def test_a_body_that_is_not_base64_though_it_says_so_is_refused() -> None:
    step = Doorstep()

    assert step.knock(GENUINE, isBase64Encoded=True) == 400
    assert step.knock(GENUINE, body=b"YQ", isBase64Encoded=True) == 400
    assert step.knock(GENUINE, body=b"!" + b64encode(BODY), isBase64Encoded=True) == 400
    assert step.untouched


def test_half_a_character_in_the_body_is_refused() -> None:
    step = Doorstep()

    assert step.status(http({"stripe-signature": GENUINE}, BODY.decode() + "\ud800")) == 400
    assert step.untouched


@given(st.binary(max_size=200))
def test_no_other_body_fits_a_genuine_header(body: bytes) -> None:
    assume(body != BODY)
    step = Doorstep()
    event = http({"stripe-signature": GENUINE}, b64encode(body).decode())

    assert step.status({**event, "isBase64Encoded": True}) == 400
    assert step.untouched


@given(st.data())
def test_no_tampering_with_header_or_body_gets_in(data: st.DataObject) -> None:
    header = data.draw(tampered(GENUINE))
    body = data.draw(tampered(BODY.decode()))
    assume((header, body) != (GENUINE, BODY.decode()))
    assume(HEX not in header or f"t={T}" not in header.split(",") or body != BODY.decode())
    step = Doorstep()

    assert step.status(http({"stripe-signature": header}, body)) == 400
    assert step.untouched


@given(st.text(alphabet="t=v10,; abcdef" + T, max_size=100) | st.text(max_size=100))
def test_no_invented_header_gets_in(header: str) -> None:
    step = Doorstep()

    assert step.knock(header) == 400
    assert step.untouched


def tampered(genuine: str) -> st.SearchStrategy[str]:
    """Cut out a piece anywhere and put another in its place; sometimes the same one."""
    cut = st.tuples(*[st.integers(0, len(genuine))] * 2).map(sorted)
    piece = st.text(max_size=8) | st.sampled_from(["", ",", "v1=", "v0=", f"t={T}", HEX])
    return st.builds(lambda ends, put: genuine[: ends[0]] + put + genuine[ends[1] :], cut, piece)
