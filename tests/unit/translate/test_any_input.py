"""Whatever is posted, the translator answers: facts, a reason to ignore, or a sentence."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood, Unreadable
from tests.unit.translate.post import NEWEST, Json, golden, letter

GOLDENS = [
    f"{event_type}.{version}"
    for event_type in ("customer.updated", "customer.subscription.updated", "invoice.paid")
    for version in (NEWEST, "2020-08-27")
]

ODD_VALUES: tuple[Any, ...] = (
    None, "\ud800", "x" * 300, -1, 10**40, 1.5, [None], {"id": None},
)  # fmt: skip

SOMEBODY = ("mira", "Mira", "Muster", "Examplebourg", "website")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def sound(payload: bytes) -> Understood | Unreadable:
    """Read a payload and hold the answer to what the channel relies on."""
    answer = StripeTranslator().read("us", payload)
    (answer.type + answer.digest).encode()
    if isinstance(answer, Unreadable):
        assert answer.reason.endswith(".")
        assert not [word for word in SOMEBODY if word in answer.reason]
        return answer
    assert bool(answer.facts) != bool(answer.ignored)
    (answer.subject + (answer.api_version or "")).encode()
    for fact in answer.facts:
        text = fact.model_dump_json()
        assert type(fact).model_validate_json(text) == fact
    return answer


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go through every place inside a JSON value."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, each in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from places(each, (*path, key))


def holder_of(body: Json, path: tuple[Any, ...]) -> Any:
    """Find what holds a place."""
    holder: Any = body
    for key in path[:-1]:
        holder = holder[key]
    return holder


@pytest.mark.parametrize("name", GOLDENS)
def test_any_one_field_may_be_missing(name: str) -> None:
    body = golden(name)
    for path in places(body):
        broken = deepcopy(body)
        del holder_of(broken, path)[path[-1]]
        sound(json.dumps(broken).encode())


@pytest.mark.parametrize("name", GOLDENS[::2])
def test_any_one_field_may_be_anything(name: str) -> None:
    body = golden(name)
    for path in places(body):
        holder = holder_of(body, path)
        true = holder[path[-1]]
        for odd in ODD_VALUES:
            holder[path[-1]] = odd
            sound(json.dumps(body).encode())
        holder[path[-1]] = true


@given(st.binary())
def test_any_bytes_are_answered(payload: bytes) -> None:
    assert isinstance(sound(payload), Unreadable)


@given(json_values)
def test_any_json_is_answered(document: object) -> None:
    sound(json.dumps(document).encode())


@given(
    event_type=st.sampled_from(["customer.updated", "invoice.paid", "invoice.upcoming", "x.y"]),
    about=json_values | st.dictionaries(st.sampled_from(["id", "object", "items"]), json_values),
    previous=json_values,
)
def test_any_object_is_answered(event_type: str, about: object, previous: object) -> None:
    body = letter(event_type, about)
    body["data"]["previous_attributes"] = previous

    sound(json.dumps(body).encode())
