"""The table of endpoints; resources fill it when they are imported."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from sandbox.ground.asking import FORM, JSON, Incoming, Object, Reply
from sandbox.ground.paths import taken_apart
from sandbox.highlevel.core.errors import Refused, invalid, not_implemented, unauthorized
from sandbox.highlevel.core.keys import UserType
from sandbox.highlevel.core.records import Contact, Location
from sandbox.highlevel.core.world import World
from sandbox.highlevel.http.callers import Caller

CURRENT = "2021-07-28"
CONVERSATIONS = "2021-04-15"
"""What the specification names for conversations, everything else being ``CURRENT`` [S]."""
PUBLISHED = frozenset({CURRENT, CONVERSATIONS, "2023-02-21", "v3"})


class Body(BaseModel):
    """A request body; anything the specification does not name is refused with 422 [T]."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one endpoint, by a client that may make it."""

    world: World
    asked: Incoming
    path: dict[str, str]
    query: dict[str, str]
    who: Caller | None
    """None: nobody needs to be known here."""

    @property
    def caller(self) -> Caller:
        """Give the client."""
        if self.who is None:
            raise unauthorized("Invalid JWT")
        return self.who

    def body[Said: BaseModel](self, shape: type[Said]) -> Said:
        """Read the body, or refuse it."""
        if self.asked.media != JSON:
            raise Refused(415, f"Send {JSON}.")
        return self._read(shape, self.asked.body or b"{}")

    def form[Said: BaseModel](self, shape: type[Said]) -> Said:
        """Read a body that is a form, or refuse it: OAuth's, before v3 [S]."""
        if self.asked.media != FORM:
            raise Refused(415, f"Send {FORM}.")
        said = dict(parse_qsl(self.asked.body.decode("utf-8", "replace")))
        try:
            return shape.model_validate(said)
        except ValidationError as wrong:
            raise invalid(*map(_complaint, wrong.errors())) from wrong

    def at(self, location: str) -> Location:
        """Enter a location, or refuse."""
        self.caller.enter(self.world, location)
        return self.world.location(location)

    def contact(self, key: str) -> Contact:
        """Find a contact of the client's location; another location's is a 403 [U]."""
        contact = self.world.contact(key)
        self.caller.enter(self.world, contact.location)
        return contact

    def _read[Said: BaseModel](self, shape: type[Said], text: bytes) -> Said:
        try:
            return shape.model_validate_json(text)
        except ValidationError as wrong:
            if wrong.errors()[0]["type"] == "json_invalid":
                raise Refused(400, "Unexpected token in JSON") from wrong
            raise invalid(*map(_complaint, wrong.errors())) from wrong


type Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and a path that are answered."""

    method: str
    path: str
    handler: Handler
    scope: str | None
    version: str | None
    """None: the header is not asked for; only ``/oauth/token`` does without [S]."""
    query: frozenset[str]
    left_out: frozenset[str]
    """Parameters the specification has and we have not."""
    user_type: UserType


ENDPOINTS: list[Endpoint] = []


def endpoint(  # noqa: PLR0913 - a row of a table
    method: str,
    path: str,
    *,
    scope: str | None,
    version: str | None = CURRENT,
    query: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
    user_type: UserType = "Location",
) -> Callable[[Handler], Handler]:
    """Put a function into the table."""

    def enter(handler: Handler) -> Handler:
        ENDPOINTS.append(
            Endpoint(method, path, handler, scope, version, query, left_out, user_type)
        )
        return handler

    return enter


def find(asked: Incoming) -> tuple[Endpoint, dict[str, str]]:
    """Find who answers, or refuse; a slash at the end makes no difference [T]."""
    path = asked.path.rstrip("/")
    for each in ENDPOINTS:
        if each.method != asked.method:
            continue
        if (parts := taken_apart(each.path, path)) is not None:
            return each, parts
    raise not_implemented(f"{asked.method} {asked.path}")


def check_version(endpoint: Endpoint, asked: Incoming) -> None:
    """Refuse a version that is missing or unknown, in HighLevel's words [T]. The real one lets
    other published versions pass [T]; here one endpoint speaks the one its specification names, so
    that nobody mixes their shapes unaware."""
    if endpoint.version is None:
        return
    said = asked.headers.get("version", "")
    if not said:
        raise unauthorized("version header was not found.")
    if said not in PUBLISHED:
        raise unauthorized("version header is invalid")
    if said != endpoint.version:
        raise not_implemented(f"version {said} of {endpoint.method} {endpoint.path}")


def parameters(endpoint: Endpoint, asked: Incoming) -> dict[str, str]:
    """Read the query; what the specification does not name is refused, as in a body."""
    given = dict(parse_qsl(asked.query, keep_blank_values=True))
    if refused := [name for name in given if name in endpoint.left_out]:
        raise not_implemented(f"the parameter {refused[0]} of {endpoint.method} {endpoint.path}")
    if unknown := [name for name in given if name not in endpoint.query]:
        raise invalid(*(f"property {name} should not exist" for name in unknown))
    return given


def needed(call: Call, *names: str) -> list[str]:
    """Read parameters that must be there."""
    if lost := [name for name in names if not call.query.get(name)]:
        raise invalid(*(f"{name} should not be empty" for name in lost))
    return [call.query[name] for name in names]


def done(**body: object) -> Reply:
    """Answer that it worked."""
    said: Object = {**body}
    return Reply(200, said)


def _complaint(wrong: ErrorDetails) -> str:
    """Word a complaint as class-validator does, which HighLevel uses [T]."""
    place = ".".join(map(str, wrong["loc"]))
    match wrong["type"]:
        case "extra_forbidden":
            return f"property {place} should not exist"
        case "missing":
            return f"{place} should not be empty"
        case _:
            return f"{place} is invalid: {wrong['msg']}"
