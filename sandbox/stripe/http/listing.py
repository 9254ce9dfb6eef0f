"""Lists and their pages: https://docs.stripe.com/api/pagination."""

from operator import ge, gt, le, lt
from typing import Any

from sandbox.stripe.core.errors import StripeError, invalid_request, resource_missing
from sandbox.stripe.core.store import Object

BOUNDS = {"gt": gt, "gte": ge, "lt": lt, "lte": le}
SMALLEST, DEFAULT, LARGEST = 1, 10, 100


def page(objects: list[Object], params: dict[str, Any], url: str) -> Object:
    """Cut one page out of objects given in creation order; pages run from the newest down."""
    newest_first = [
        obj for obj in reversed(objects) if within(obj.get("created"), params.get("created"))
    ]
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        message = "You cannot use both `starting_after` and `ending_before` in one request."
        raise invalid_request(message, param="ending_before")
    count = size(params.get("limit", DEFAULT))
    if before:
        candidates = newest_first[: _place(newest_first, before, "ending_before")]
        return _list(candidates[-count:], url, has_more=len(candidates) > count)
    start = _place(newest_first, after, "starting_after") + 1 if after else 0
    return _list(
        newest_first[start : start + count], url, has_more=len(newest_first) > start + count
    )


def whole(objects: list[Object], url: str) -> Object:
    """Embed a complete list in an object, in the order given."""
    return _list(objects, url, has_more=False)


def _list(data: list[Object], url: str, *, has_more: bool) -> Object:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def size(limit: int) -> int:
    """Check how many are wanted at once."""
    if limit > LARGEST:
        raise _out_of_range("less", LARGEST, limit)
    if limit < SMALLEST:
        raise _out_of_range("greater", SMALLEST, limit)
    return limit


def _out_of_range(word: str, bound: int, limit: int) -> StripeError:
    message = f"This value must be {word} than or equal to {bound} (it currently is '{limit}')."
    return invalid_request(message, param="limit", code="parameter_invalid_integer")


def _place(objects: list[Object], cursor: str, param: str) -> int:
    for place, obj in enumerate(objects):
        if obj["id"] == cursor:
            return place
    kind = objects[0]["object"] if objects else "object"
    raise resource_missing(kind, cursor, param)


def within(instant: int | None, wanted: int | dict[str, int] | None) -> bool:
    """Apply ``created=…`` or ``created[gt|gte|lt|lte]=…``; what has no date is in no range."""
    if wanted is None or instant is None:
        return wanted is None
    if isinstance(wanted, int):
        return instant == wanted
    return all(BOUNDS[word](instant, bound) for word, bound in wanted.items())
