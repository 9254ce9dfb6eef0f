"""Reads Stripe's request encoding: forms with brackets, ``items[0][price]=…&expand[]=…``.

https://docs.stripe.com/api: "Our API accepts form-encoded request bodies".
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from sandbox.stripe.core.errors import StripeError, invalid_request

type Tree = dict[str, Any]

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
STEP = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> Tree:
    """Build the tree a form spells; arrays stay hashes of positions until read as arrays."""
    tree: Tree = {}
    for key, value in _pairs(text):
        _put(tree, _steps(key), value, key)
    return tree


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except ValueError as broken:
        raise invalid_request(f"Invalid request body: {broken}") from broken


def _steps(key: str) -> list[str]:
    match = KEY.fullmatch(key)
    if match is None:
        raise invalid_request(f"Invalid parameter name: {key}", param=key)
    return [match[1], *STEP.findall(match[2])]


def _put(tree: Tree, steps: list[str], value: str, key: str) -> None:
    place = tree
    for index, step in enumerate(steps[:-1]):
        place = place.setdefault(_position(place, step, steps[index + 1]), {})
        if not isinstance(place, dict):
            raise _conflict(key)
    last = _position(place, steps[-1], None)
    if isinstance(place.get(last), dict):
        raise _conflict(key)
    place[last] = value


def _position(place: Tree, step: str, following: str | None) -> str:
    """Number an anonymous ``[]``; a hash in one goes on until one of its keys comes again."""
    if step:
        return step
    last = place.get(str(len(place) - 1))
    if following and isinstance(last, dict) and following not in last:
        return str(len(place) - 1)
    return str(len(place))


def _conflict(key: str) -> StripeError:
    return invalid_request(f"Invalid parameter: {key} is both a value and a hash", param=key)
