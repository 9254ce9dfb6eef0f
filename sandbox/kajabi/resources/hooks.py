"""/v1/hooks: where events are sent to. There is no secret, and no event for a cancellation."""

from typing import Literal

from sandbox.kajabi.core.errors import forbidden, invalid, not_implemented
from sandbox.kajabi.core.records import Hook, Site
from sandbox.kajabi.core.world import found
from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Body, Call, endpoint
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing
from sandbox.kajabi.resources.contacts import ToOne

SCOPES = {
    "purchase": "view:purchases",
    "payment_succeeded": "view:transactions",
    "tag_added": "view:contacts",
    "tag_removed": "view:contacts",
}
LEFT_OUT = ("order_created", "form_submission")

HOOKS = Listing(
    kind="hooks", render=shapes.hook, filters={"event_eq": lambda _, hook, is_: hook.event == is_}
)


class Attributes(Body):
    """What is wanted, and where."""

    event: str
    target_url: str
    resource_id: str | int | None = None


class Relations(Body):
    """Whose events."""

    site: ToOne


class NewHook(Body):
    """The ``data`` of a creation."""

    type: Literal["hooks"]
    attributes: Attributes
    relationships: Relations


class Creation(Body):
    """POST /v1/hooks."""

    data: NewHook


@endpoint("GET", "/v1/hooks", scope="any", query=HOOKS.query)
def index(call: Call) -> Reply:
    """List the hooks; this list asks for no site."""
    return HOOKS.page(call, call.world.state.hooks.values())


@endpoint("GET", "/v1/hooks/{id}", scope="any")
def show(call: Call) -> Reply:
    """Show a hook."""
    return _shown(call, found(call.world.state.hooks, "hooks", call.path["id"]))


@endpoint("POST", "/v1/hooks", scope="any")
def create(call: Call) -> Reply:
    """Register a hook, for events this key may see."""
    data = call.body(Creation).data
    said, site = data.attributes, call.world.site(data.relationships.site.data.id)
    _check(call, said)
    made = _kept(call, site, said)
    return Reply(201, _shown(call, made).body)


@endpoint("DELETE", "/v1/hooks/{id}", scope="any")
def delete(call: Call) -> Reply:
    """Forget a hook."""
    hook = found(call.world.state.hooks, "hooks", call.path["id"])
    del call.world.state.hooks[hook.id]
    return Reply(204, None)


def _check(call: Call, said: Attributes) -> None:
    if said.event in LEFT_OUT:
        raise not_implemented(f"the event {said.event}")
    if said.event not in SCOPES:
        raise invalid("event", "is not included in the list")
    if call.key and call.key.scopes is not None and SCOPES[said.event] not in call.key.scopes:
        raise forbidden(SCOPES[said.event])
    if not str(said.resource_id or "0").isdecimal():
        raise invalid("resource_id", "is not a number")
    if not said.target_url.startswith(("http://", "https://")):
        raise invalid("target_url", "is invalid")


def _kept(call: Call, site: Site, said: Attributes) -> Hook:
    world = call.world
    resource = None if said.resource_id is None else str(said.resource_id)
    made = Hook(world.number("hooks"), site.id, said.event, said.target_url, resource, world.now)
    world.state.hooks[made.id] = made
    return made


def _shown(call: Call, hook: Hook) -> Reply:
    return Reply(body={"data": shapes.hook(call.world, hook, call.asked.origin)})
