"""Codes and messages: https://docs.stripe.com/error-codes."""

import pytest

from sandbox.stripe import resources
from sandbox.stripe.http.contract import contract
from sandbox.stripe.http.routing import ROUTES
from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError

RECURRING = {"interval": "month"}


def refusal(us: Caller, path: str, **params: object) -> Object:
    with pytest.raises(RefusedError) as refused:
        us.post(path, **params)
    assert refused.value.status == 400
    return refused.value.error


@pytest.mark.parametrize(
    ("params", "param", "code", "message"),
    [
        ({"colour": "red"}, "colour", "parameter_unknown", "Received unknown parameter: colour"),
        (
            {"a": 1, "b": 2},
            "a",
            "parameter_unknown",
            "Received unknown parameters: a, b",
        ),
        (
            {"address": {"planet": "Mars"}},
            "address[planet]",
            "parameter_unknown",
            "Received unknown parameter: address[planet]",
        ),
        ({"balance": "abc"}, "balance", "parameter_invalid_integer", "Invalid integer: abc"),
        ({"balance": "1.5"}, "balance", "parameter_invalid_integer", "Invalid integer: 1.5"),
        ({"validate": "yes"}, "validate", None, "Invalid boolean: yes"),
        (
            {"tax_exempt": "sometimes"},
            "tax_exempt",
            None,
            "Invalid tax_exempt: must be one of exempt, none, or reverse",
        ),
        ({"preferred_locales": "pl"}, "preferred_locales", None, "Invalid array: pl"),
        ({"invoice_settings": "x"}, "invoice_settings", None, "Invalid object: x"),
    ],
)
def test_a_customer_that_breaks_the_contract_is_refused_in_stripes_words(
    us: Caller, params: Object, param: str, code: str | None, message: str
) -> None:
    error = refusal(us, "/v1/customers", **params)

    assert (error.get("param"), error.get("code"), error["message"]) == (param, code, message)
    assert error["type"] == "invalid_request_error"


def test_a_required_parameter_is_named_when_missing(us: Caller) -> None:
    error = refusal(us, "/v1/products", description="no name")

    assert error["message"] == "Missing required param: name."
    assert error["code"] == "parameter_missing"


def test_a_required_parameter_inside_a_hash_is_named_with_its_path(us: Caller) -> None:
    error = refusal(us, "/v1/prices", currency="eur", recurring={"interval_count": 2})

    assert error["param"] == "recurring[interval]"


def test_an_empty_string_is_refused_where_nothing_can_be_cleared(us: Caller) -> None:
    error = refusal(us, "/v1/payment_methods", type="")

    assert error["code"] == "parameter_invalid_empty"
    assert error["message"].startswith("You passed an empty string for 'type'.")


def test_a_known_but_unimplemented_parameter_says_so_loudly(us: Caller) -> None:
    with pytest.raises(RefusedError) as refused:
        us.post("/v1/customers", shipping={"name": "Ann", "address": {"city": "Kielce"}})

    assert refused.value.status == 501
    assert refused.value.error["code"] == "sandbox_not_implemented"
    assert "shipping.name of POST /v1/customers" in str(refused.value)


def test_an_endpoint_stripe_has_and_we_do_not_is_named(us: Caller) -> None:
    with pytest.raises(
        RefusedError, match="not implemented here: GET /v1/issuing/cards"
    ) as refused:
        us.get("/v1/issuing/cards")

    assert refused.value.status == 501


def test_an_address_stripe_does_not_have_is_unknown(us: Caller) -> None:
    with pytest.raises(RefusedError, match="Unrecognized request URL") as refused:
        us.get("/v1/custommers")

    assert refused.value.status == 404


def test_json_is_not_a_form(us: Caller) -> None:
    speaker = us.with_headers(content_type="application/json")

    with pytest.raises(RefusedError, match="x-www-form-urlencoded"):
        speaker.post("/v1/customers", email="a@example.com")


def test_every_endpoint_names_a_contract_of_the_sdk() -> None:
    resources.load()

    for endpoint in ROUTES.values():
        assert contract(endpoint.params).fields.keys() is not None, endpoint
