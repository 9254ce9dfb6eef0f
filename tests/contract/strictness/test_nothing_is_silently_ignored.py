"""Of every endpoint: what the SDK's types do not know is refused, what they know and the sandbox
cannot do is named, and what is left is all there is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stripe import resources
from sandbox.stripe.core.errors import NOT_IMPLEMENTED, StripeError
from sandbox.stripe.http.contract import contract
from sandbox.stripe.http.routing import ROUTES, Endpoint, covered, names
from sandbox.stripe.http.shapes import Hash, ListOf, OneOf
from tests.contract.strictness.forms import (
    Form,
    Place,
    hashes,
    put,
    right,
    typed,
    wrong,
)

resources.load()
ENDPOINTS = [ROUTES[key] for key in sorted(ROUTES)]
TYPED = [each for each in ENDPOINTS if any(map(wrong, contract(each.params).fields.values()))]
"""Those that take more than text."""
PAGES = {"expand", "limit", "starting_after", "ending_before", "created"}
"""What every endpoint is said to honour, whether Stripe has it there or not."""

EVERY = pytest.mark.parametrize(
    "endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}"
)
FEW = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def refusal(endpoint: Endpoint, form: Form) -> StripeError:
    with pytest.raises(StripeError) as refused:
        endpoint.check(form)
    return refused.value


@EVERY
@FEW
@given(data=st.data())
def test_a_name_the_api_does_not_know_is_refused_wherever_it_stands(
    endpoint: Endpoint, data: st.DataObject
) -> None:
    shape = contract(endpoint.params)
    form = data.draw(right(shape))
    hash_ = data.draw(st.sampled_from(hashes(shape, form)))

    refused = refusal(endpoint, put(form, (*hash_.path, "colour"), "red"))

    spelled = f"{hash_.spelled()}[colour]" if hash_.path else "colour"
    assert (refused.status, refused.code, refused.param) == (400, "parameter_unknown", spelled)


@pytest.mark.parametrize("endpoint", TYPED, ids=lambda each: f"{each.method} {each.path}")
@FEW
@given(data=st.data())
def test_a_value_of_the_wrong_type_is_refused_by_name(
    endpoint: Endpoint, data: st.DataObject
) -> None:
    shape = contract(endpoint.params)
    form = data.draw(right(shape))
    top = [Place((name,), each, "") for name, each in shape.fields.items() if wrong(each)]
    place = data.draw(st.sampled_from([*typed(shape, form), *top]))

    refused = refusal(endpoint, put(form, place.path, wrong(place.shape)))

    assert (refused.status, refused.param) == (400, place.spelled())


@EVERY
@FEW
@given(data=st.data())
def test_a_right_request_passes_whole_or_is_told_what_is_missing_here(
    endpoint: Endpoint, data: st.DataObject
) -> None:
    form = data.draw(right(contract(endpoint.params)))
    typed_form = contract(endpoint.params).read(form, "")
    left_out = [each for each in names(typed_form) if not covered(each, endpoint.implemented())]

    if left_out:
        refused = refusal(endpoint, form)
        assert (refused.status, refused.code) == (501, NOT_IMPLEMENTED)
        assert f"parameter {left_out[0]} of {endpoint.method} {endpoint.path}" in refused.message
    else:
        assert endpoint.check(form) == typed_form


@EVERY
def test_what_an_endpoint_says_it_implements_is_in_the_contract(endpoint: Endpoint) -> None:
    """A misspelt promise would be a parameter that is never let through."""
    known = set(dotted(contract(endpoint.params), ""))

    assert endpoint.implemented() - PAGES <= known


def dotted(shape: object, path: str) -> list[str]:
    """Spell every name of a contract as ``@implemented`` does."""
    match shape:
        case OneOf():
            return dotted(shape.hash, path) + dotted(shape.array, path)
        case ListOf():
            return dotted(shape.element, path)
        case Hash():
            inner = {
                f"{path}.{name}" if path else name: each for name, each in shape.fields.items()
            }
            return [
                *inner,
                *(found for name, each in inner.items() for found in dotted(each, name)),
            ]
    return []
