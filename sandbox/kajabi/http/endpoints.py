"""The table of endpoints; resources fill it when they are imported."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from sandbox.ground.asking import Incoming
from sandbox.ground.paths import taken_apart
from sandbox.kajabi.core.errors import Refused, bad_request, not_implemented
from sandbox.kajabi.core.records import Key
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.incoming import JSON_API, Reply


class Body(BaseModel):
    """A request body; what the spec does not name is refused as not implemented."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one endpoint, by a client that may make it."""

    world: World
    asked: Incoming
    path: dict[str, str]
    query: dict[str, str]
    key: Key | None

    def body[Said: BaseModel](self, shape: type[Said]) -> Said:
        """Read the body, or refuse it."""
        if self.asked.media != JSON_API:
            raise Refused(415, "Unsupported media type", f"Send {JSON_API}.")
        try:
            return shape.model_validate_json(self.asked.body)
        except ValidationError as wrong:
            raise _unread(wrong.errors()[0]) from wrong


type Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and a path that are answered."""

    method: str
    path: str
    handler: Handler
    scope: str | None
    """The permission it takes; "owner" where the documentation names none."""
    query: frozenset[str]

    def match(self, path: str) -> dict[str, str] | None:
        """Take a path apart, if it is this endpoint's."""
        return taken_apart(self.path, path)


ENDPOINTS: list[Endpoint] = []

ELSEWHERE = (
    "blog_posts",
    "contact_notes",
    "courses",
    "custom_fields",
    "form_submissions",
    "forms",
    "kajabi_payments_payouts",
    "landing_pages",
    "order_items",
    "orders",
    "podcasts",
    "website_pages",
)
"""Resources of the spec that nothing here needs."""


def endpoint(
    method: str, path: str, *, scope: str | None, query: frozenset[str] = frozenset()
) -> Callable[[Handler], Handler]:
    """Put a function into the table."""

    def enter(handler: Handler) -> Handler:
        ENDPOINTS.append(Endpoint(method, path, handler, scope, query))
        return handler

    return enter


def find(asked: Incoming) -> tuple[Endpoint, dict[str, str]]:
    """Find who answers, or refuse."""
    _refuse_elsewhere(asked)
    matching = [(e, m) for e in ENDPOINTS if (m := e.match(asked.path)) is not None]
    for each, parts in matching:
        if each.method == asked.method:
            return each, parts
    if matching:
        raise not_implemented(f"{asked.method} {asked.path}: the spec has no such method there")
    raise Refused(404, "Not found", f"There is nothing at {asked.path}.")


def _refuse_elsewhere(asked: Incoming) -> None:
    """Refuse what the spec has and we have not; samples of hooks are among it."""
    resource = asked.path.removeprefix("/v1/").partition("/")[0]
    if resource in ELSEWHERE or asked.path.endswith("_sample"):
        raise not_implemented(f"{asked.method} {asked.path}")


def parameters(endpoint: Endpoint, asked: Incoming) -> dict[str, str]:
    """Read the query; what is not implemented is refused instead of ignored."""
    given = dict(parse_qsl(asked.query, keep_blank_values=True))
    if unknown := [name for name in given if name not in endpoint.query]:
        raise not_implemented(f"the parameter {unknown[0]} of {endpoint.method} {endpoint.path}")
    return given


def _unread(wrong: ErrorDetails) -> Refused:
    place = "/" + "/".join(map(str, wrong["loc"]))
    if wrong["type"] == "extra_forbidden":
        return not_implemented(f"{place} in the body: the documentation does not name it")
    return bad_request(f"{place}: {wrong['msg']}", place)
