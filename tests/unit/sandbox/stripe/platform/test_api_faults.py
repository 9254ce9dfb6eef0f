import pytest
from pydantic import ValidationError

from sandbox.stripe.control_messages import Faults
from sandbox.stripe.http.faults import ANSWERS, ApiFaults, Fault, Kind


def standing(*orders: Fault) -> ApiFaults:
    faults = ApiFaults()
    faults.orders = list(orders)
    return faults


def test_a_fault_strikes_the_next_matching_request_once() -> None:
    faults = standing(Fault(Kind.SERVER_ERROR, "GET", "/v1/subscriptions/*"))

    assert faults.take("us", "POST", "/v1/subscriptions/sub_1") is None
    assert faults.take("us", "GET", "/v1/customers/cus_1") is None
    assert faults.take("us", "GET", "/v1/subscriptions/sub_1") is not None
    assert faults.take("us", "GET", "/v1/subscriptions/sub_1") is None


def test_a_fault_without_a_number_stands_until_it_is_removed() -> None:
    faults = standing(Fault(Kind.RATE_LIMIT, times=None))

    assert all(faults.take("us", "GET", "/v1/customers") for _ in range(10))


def test_a_fault_may_be_for_one_account() -> None:
    faults = standing(Fault(Kind.RESET, account="us"))

    assert faults.take("intl", "GET", "/v1/customers") is None
    assert faults.take("us", "GET", "/v1/customers") is not None


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Kind.SERVER_ERROR, 500, None),
        (Kind.RATE_LIMIT, 429, "rate_limit"),
        (Kind.CONFLICT, 409, "lock_timeout"),
    ],
)
def test_faults_speak_stripes_words(kind: Kind, status: int, code: str | None) -> None:
    answer = ANSWERS[kind]

    assert (answer.status, answer.body()["error"].get("code")) == (status, code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"api": [{"kind": "earthquake"}]},
        {"api": [{"kind": "reset", "metod": "GET"}]},
        {"api": [{"kind": "reset", "times": 0}]},
        {"webhooks": {"us": {"lost": 1.5}}},
        {"webhooks": {"us": {"lsot": 0.5}}},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Faults.model_validate(wrong)


def test_a_share_of_requests_goes_wrong_and_the_seed_says_which() -> None:
    def struck(seed: int) -> list[bool]:
        faults = ApiFaults(seed)
        faults.orders = [Fault(Kind.RESET, times=None, share=0.3)]
        return [faults.take("us", "GET", "/v1/customers") is not None for _ in range(200)]

    assert struck(1) == struck(1) != struck(2)
    assert 30 <= sum(struck(1)) <= 90
