"""Our signature check and the SDK's agree, except where ours is meant to be stricter
(``stripe.WebhookSignature``)."""

import time
from datetime import UTC, datetime

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from carryover.adapters.stripe import signature

SECRET = "whsec_contract"


def sdk_believes(header: str, body: bytes) -> bool:
    try:
        return bool(
            stripe.WebhookSignature.verify_header(body.decode(), header, SECRET, tolerance=300)
        )
    except stripe.SignatureVerificationError:
        return False


def we_believe(header: str, body: bytes) -> bool:
    headers = {signature.HEADER: header}
    return signature.check(headers, body, [SECRET], datetime.now(UTC)) is None


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_what_the_sdk_signs_we_believe(text: str) -> None:
    at = int(time.time())
    theirs = stripe.WebhookSignature._compute_signature(f"{at}.{text}", SECRET)
    header = f"t={at},v1={theirs}"

    assert sdk_believes(header, text.encode())
    assert we_believe(header, text.encode())


@given(st.binary(max_size=100).filter(lambda body: body.decode(errors="ignore").encode() == body))
def test_what_we_sign_the_sdk_believes(body: bytes) -> None:
    at = str(int(time.time()))
    header = f"t={at},v1={signature.signature(at, body, SECRET).decode()}"

    assert sdk_believes(header, body)
    assert we_believe(header, body)


@pytest.mark.parametrize("age", [310, 400, 86_400])
def test_what_is_too_old_for_the_sdk_is_too_old_for_us(age: int) -> None:
    at = str(int(time.time()) - age)
    header = f"t={at},v1={signature.signature(at, b'{}', SECRET).decode()}"

    assert not sdk_believes(header, b"{}")
    assert not we_believe(header, b"{}")


def test_a_delivery_from_the_future_is_refused_though_the_sdk_believes_it() -> None:
    at = str(int(time.time()) + 3600)
    header = f"t={at},v1={signature.signature(at, b'{}', SECRET).decode()}"

    assert sdk_believes(header, b"{}")
    assert not we_believe(header, b"{}")
