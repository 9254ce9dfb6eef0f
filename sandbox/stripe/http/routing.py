"""The table of endpoints: each resource module adds its lines with ``@route``.

What an endpoint does not say it implements is refused by name, so nothing is silently ignored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from sandbox.stripe.core.errors import StripeError, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.catalogue import fits, pattern_of
from sandbox.stripe.http.contract import contract

type Handler = Callable[..., Object]

EVERYWHERE = frozenset({"expand", "limit", "starting_after", "ending_before", "created"})
"""Parameters that Call.listing and the expansion of answers honour for every endpoint."""

ROUTES: dict[tuple[str, str], "Endpoint"] = {}
_IMPLEMENTED: dict[Handler, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and path, what it may be told, and the function that answers."""

    method: str
    path: str
    params: str
    """Name of the SDK's TypedDict that every request is checked against."""
    function: Handler

    def implemented(self) -> frozenset[str]:
        """Dotted names of the parameters it honours."""
        return _IMPLEMENTED.get(self.function, frozenset()) | EVERYWHERE

    def check(self, raw: Object) -> Object:
        """Turn a decoded form into typed parameters, or refuse it as Stripe (or we) would."""
        params = contract(self.params).read(raw, "")
        known = self.implemented()
        for name in names(params):
            if not covered(name, known):
                sentence = f"parameter {name} of {self.method} {self.path}"
                raise not_implemented(sentence)
        return params

    def answer(self, call: Call, *path: str) -> Object:
        """Run the function on the ids in the path, left to right."""
        return self.function(call, *path)


def route(method: str, path: str, *, params: str) -> Callable[[Handler], Handler]:
    """Add an endpoint; every ``{id}`` in the path becomes a positional argument."""

    def register(function: Handler) -> Handler:
        if (method, path) in ROUTES:
            raise ValueError(f"{method} {path} has two functions")
        ROUTES[method, path] = Endpoint(method, path, params, function)
        return function

    return register


def implemented(*given: str) -> Callable[[Handler], Handler]:
    """Say which parameters an endpoint honours; ``recurring.interval`` names a part,
    ``metadata`` all of it; places in arrays are not spelled: ``items.price``."""

    def register(function: Handler) -> Handler:
        _IMPLEMENTED[function] = frozenset(given)
        return function

    return register


def find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]]:
    """Match a path; one that spells a word beats one that has an id in its place."""
    steps = path.split("/")
    found = [
        (endpoint, _ids(endpoint.path, steps))
        for endpoint, pattern in _alike(method, "/".join(steps[:3]), len(steps), len(ROUTES))
        if fits(pattern, steps)
    ]
    if not found:
        raise _nowhere(method, path)
    return min(found, key=lambda match: len(match[1]))


@cache
def _alike(method: str, begins: str, length: int, _known: int) -> list[tuple[Endpoint, list[str]]]:
    """List the endpoints of one resource with that many steps; read again when more are known."""
    split = [(endpoint, endpoint.path.split("/")) for endpoint in ROUTES.values()]
    return [
        (endpoint, steps)
        for endpoint, steps in split
        if endpoint.method == method and len(steps) == length and "/".join(steps[:3]) == begins
    ]


def _ids(pattern: str, steps: list[str]) -> tuple[str, ...]:
    pairs = zip(pattern.split("/"), steps, strict=True)
    return tuple(step for wanted, step in pairs if wanted.startswith("{"))


def _nowhere(method: str, path: str) -> StripeError:
    if pattern := pattern_of(method, path):
        return not_implemented(f"{method} {pattern}")
    message = (
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we "
        "can help at https://support.stripe.com/."
    )
    return StripeError(message, status=404)


def covered(name: str, known: frozenset[str]) -> bool:
    """Tell whether a dotted name or one of the hashes around it is implemented."""
    steps = name.split(".")
    return any(".".join(steps[:end]) in known for end in range(1, len(steps) + 1))


def names(value: object, path: str = "") -> Iterator[str]:
    """Spell every leaf of typed parameters as a dotted name."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from names(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner, path)
    elif path:
        yield path
