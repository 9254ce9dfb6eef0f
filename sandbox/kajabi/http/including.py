"""``include``: what else is put beside the thing asked for."""

from collections.abc import Callable, Iterable, Mapping

from sandbox.ground.asking import Object
from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.world import World, found
from sandbox.kajabi.http import sales, shapes
from sandbox.kajabi.http.endpoints import Call
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import sparse

type Keys = Callable[[], Iterable[str]]

SHOWN: dict[str, Callable[[World, str, str], Object]] = {
    "customer": lambda world, key, at: shapes.customer(world, world.by_customer(key), at),
    "offers": lambda world, key, at: sales.offer(world, world.offer(key), at),
    "products": lambda world, key, at: sales.product(
        world, found(world.state.products, "products", key), at
    ),
    "purchases": lambda world, key, at: sales.purchase(world, world.access(key), at),
    "tags": lambda world, key, at: shapes.tag(world, world.tag(key), at),
}


def included(call: Call, shown: Object, offered: Mapping[str, Keys]) -> Reply:
    """Answer with one thing and what was asked to come with it."""
    body: Object = {"data": sparse(call, shown)}
    if wanted := call.query.get("include"):
        body["included"] = [
            sparse(call, SHOWN[name](call.world, key, call.asked.origin))
            for name in wanted.split(",")
            for key in _keys(name, offered)
        ]
    return Reply(body=body)


def _keys(name: str, offered: Mapping[str, Keys]) -> Iterable[str]:
    if name not in offered:
        raise not_implemented(f"include={name}: {', '.join(offered)} are")
    return offered[name]()
