from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stripe._encode import _api_encode

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.http.form import decode


def test_brackets_spell_hashes_and_places() -> None:
    read = decode("items[0][price]=p1&items[0][quantity]=2&items[1][price]=p2&metadata[a]=b")

    assert read == {
        "items": {"0": {"price": "p1", "quantity": "2"}, "1": {"price": "p2"}},
        "metadata": {"a": "b"},
    }


def test_empty_brackets_count_for_themselves() -> None:
    assert decode("expand[]=customer&expand[]=plan") == {"expand": {"0": "customer", "1": "plan"}}


def test_a_repeated_key_begins_the_next_hash_of_an_anonymous_array() -> None:
    read = decode("items[][price]=a&items[][quantity]=1&items[][price]=b")

    assert read == {"items": {"0": {"price": "a", "quantity": "1"}, "1": {"price": "b"}}}


def test_plus_and_percent_and_an_empty_value_survive() -> None:
    assert decode("name=Jan+Kowalski%26c%C3%B3rka&phone=") == {
        "name": "Jan Kowalski&córka",
        "phone": "",
    }


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b]=2&a=1", "a[b=1", "a[b]c=1", "a=%ff"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(StripeError) as refused:
        decode(text)

    assert refused.value.status == 400


TREES = st.recursive(
    st.text(max_size=5),
    lambda inner: (
        st.dictionaries(st.sampled_from(["a", "b", "long_name"]), inner, min_size=1, max_size=3)
        | st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["items", "name", "metadata"]), TREES, max_size=3))
def test_whatever_the_sdk_encodes_is_read_as_it_was_meant(params: dict[str, object]) -> None:
    wire = urlencode(list(_api_encode(params)))

    assert decode(wire) == numbered(params)


def numbered(value: object) -> object:
    """Write arrays as hashes of places, which is all a form can say."""
    match value:
        case dict():
            return {name: numbered(inner) for name, inner in value.items()}
        case list():
            return {str(place): numbered(inner) for place, inner in enumerate(value)}
    return value
