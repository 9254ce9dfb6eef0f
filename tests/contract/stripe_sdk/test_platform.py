import pytest
import stripe
from stripe import StripeClient

from tests.contract.stripe_sdk.conftest import KEYS, START, client
from tests.contract.stripe_sdk.control import Control

DAY = 24 * 3600


def test_a_catalogue_and_a_customer_with_a_card(us: StripeClient) -> None:
    product = us.v1.products.create(
        {
            "name": "Course",
            "default_price_data": {
                "currency": "eur",
                "unit_amount": 1990,
                "recurring": {"interval": "month"},
            },
        }
    )
    customer = us.v1.customers.create({"email": "a@example.com", "metadata": {"kajabi": "7"}})
    method = us.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    us.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})

    found = us.v1.customers.retrieve(
        customer.id, {"expand": ["invoice_settings.default_payment_method"]}
    )

    assert isinstance(product.default_price, str)
    assert found.metadata is not None
    assert found.metadata["kajabi"] == "7"
    assert found.invoice_settings is not None
    default = found.invoice_settings.default_payment_method
    assert isinstance(default, stripe.PaymentMethod)
    assert default.card is not None
    assert default.card.last4 == "4242"


def test_the_sdk_pages_through_a_list_on_its_own(us: StripeClient) -> None:
    made = [us.v1.customers.create({"email": f"{n}@example.com"}).id for n in range(12)]

    listed = us.v1.customers.list({"limit": 5}).auto_paging_iter()

    assert [each.id for each in listed] == made[::-1]


@pytest.mark.parametrize(
    ("key", "error"),
    [("sk_test_nobody00000", stripe.AuthenticationError), ("", stripe.AuthenticationError)],
)
def test_a_wrong_key_is_an_authentication_error(
    sandbox: Control, key: str, error: type[stripe.StripeError]
) -> None:
    with pytest.raises(error):
        client(sandbox, key or "sk_").v1.customers.list()


def test_a_decline_is_a_card_error_with_its_codes(us: StripeClient) -> None:
    customer = us.v1.customers.create()

    with pytest.raises(stripe.CardError) as declined:
        us.v1.payment_methods.attach(
            "pm_card_visa_chargeDeclinedInsufficientFunds", {"customer": customer.id}
        )

    assert declined.value.code == "card_declined"
    assert declined.value.error is not None
    assert declined.value.error.decline_code == "insufficient_funds"


def test_a_key_used_twice_for_different_things_is_an_idempotency_error(us: StripeClient) -> None:
    us.v1.customers.create({"email": "a@example.com"}, {"idempotency_key": "k"})

    with pytest.raises(stripe.IdempotencyError):
        us.v1.customers.create({"email": "b@example.com"}, {"idempotency_key": "k"})


def test_the_date_of_an_answer_is_the_sandboxs(us: StripeClient, sandbox: Control) -> None:
    sandbox.post("clock", by=DAY)

    answer = us.v1.customers.list().last_response

    assert answer is not None
    assert answer.headers is not None
    assert answer.headers["date"] == "Sat, 01 Feb 2025 10:00:00 GMT"


def test_time_is_moved_to_an_instant_or_by_seconds(sandbox: Control) -> None:
    assert sandbox.post("clock", by=60)["now"] == START + 60
    assert sandbox.post("clock", to="2025-02-01T11:00:00+01:00")["now"] == START + DAY


def test_an_account_can_be_opened_later(sandbox: Control) -> None:
    alias = f"extra{len(sandbox.get('accounts'))}"
    sandbox.post("accounts", alias=alias, keys=[f"sk_live_{alias}"])

    made = client(sandbox, f"sk_live_{alias}").v1.customers.create()

    assert made.livemode is True
    assert [each["id"] for each in sandbox.truth(alias, "customer")] == [made.id]


def test_the_sandbox_counts_what_a_client_asks(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create()
    for _ in range(3):
        us.v1.customers.retrieve(customer.id)

    requests = sandbox.get("stats")["accounts"]["us"]["requests"]

    assert requests == {"POST /v1/customers": 1, "GET /v1/customers/{id}": 3}


def test_a_rate_limit_is_answered_in_stripes_shape(us: StripeClient, sandbox: Control) -> None:
    sandbox.put("faults", api=[{"kind": "rate_limit", "path": "/v1/customers"}])

    with pytest.raises(stripe.RateLimitError):
        us.v1.customers.list()
    assert us.v1.customers.list().data == []


@pytest.mark.parametrize("kind", ["server_error", "conflict", "reset", "timeout"])
def test_a_client_that_retries_survives_one_fault_without_a_second_effect(
    sandbox: Control, kind: str
) -> None:
    fault = {"kind": kind, "method": "POST", "after_effect": True, "seconds": 0.05}
    sandbox.put("faults", api=[fault])

    patient = client(sandbox, KEYS["us"], retries=2)
    customer = patient.v1.customers.create({"email": "a@example.com"})

    assert [each["id"] for each in sandbox.truth("us", "customer")] == [customer.id]


def test_a_slow_answer_is_the_right_one(us: StripeClient, sandbox: Control) -> None:
    sandbox.put("faults", api=[{"kind": "slow", "seconds": 0.05}])

    customer = us.v1.customers.create({"email": "a@example.com"})

    assert [each["id"] for each in sandbox.truth("us", "customer")] == [customer.id]


def test_a_fault_before_the_effect_leaves_nothing_behind(
    us: StripeClient, sandbox: Control
) -> None:
    sandbox.put("faults", api=[{"kind": "reset", "account": "us"}])

    with pytest.raises(stripe.APIConnectionError):
        us.v1.customers.create()
    assert sandbox.truth("us", "customer") == []
