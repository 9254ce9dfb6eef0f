"""Guesses requests: any parameters the SDK's contract allows, sometimes a little wrong."""

from hypothesis import strategies as st

from sandbox.stripe.http.contract import contract
from sandbox.stripe.http.routing import Endpoint, covered
from sandbox.stripe.http.shapes import (
    Boolean,
    Choice,
    Hash,
    Integer,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Shape,
)

WORDS = st.sampled_from(["a", "usd", "eur", "pm_card_visa", "cus_x", "", "4242424242424242", "x=&"])
NUMBERS = st.sampled_from(["0", "1", "12", "2030", "-1", "1738317600", "1.5", "x", "99999999999"])


def requests(endpoint: Endpoint) -> st.SearchStrategy[object]:
    """Guess parameters for an endpoint among those it implements."""
    return _hash(contract(endpoint.params), endpoint.implemented(), "")


def _hash(shape: Hash, known: frozenset[str], path: str) -> st.SearchStrategy[object]:
    """Keep to what is implemented, so that the guess gets past the first refusal."""
    names = {name: f"{path}.{name}" if path else name for name in shape.fields}
    open_names = [name for name, full in names.items() if _within(full, known)]
    guesses = {name: _value(shape.fields[name], known, names[name]) for name in open_names}
    needed = {name: guess for name, guess in guesses.items() if name in shape.required}
    rest = {name: guess for name, guess in guesses.items() if name not in shape.required}
    return st.fixed_dictionaries(needed, optional=rest)


def _within(name: str, known: frozenset[str]) -> bool:
    return covered(name, known) or any(each.startswith(f"{name}.") for each in known)


def _value(shape: Shape, known: frozenset[str], path: str) -> st.SearchStrategy[object]:
    match shape:
        case OneOf():
            inner = [*shape.scalars, *(each for each in (shape.hash, shape.array) if each)]
            return st.one_of([_value(each, known, path) for each in inner])
        case Hash():
            return _hash(shape, known, path)
        case MapOf():
            return st.dictionaries(st.sampled_from(["a", "b"]), WORDS, max_size=2)
        case ListOf():
            return st.lists(_value(shape.element, known, path), max_size=2)
    return _scalar(shape)


def _scalar(shape: Shape) -> st.SearchStrategy[object]:
    match shape:
        case Choice():
            return st.sampled_from([*shape.words, ""])
        case Boolean():
            return st.sampled_from(["true", "false"])
        case Integer() | Number():
            return NUMBERS
    return WORDS
