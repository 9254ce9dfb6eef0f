"""Finding contacts: by their whole e-mail or telephone, or by filters.

The body of ``POST /contacts/search`` is described nowhere in the specification; its shape here is
the one in public use [T], and what is not in it is refused.
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.highlevel.core.errors import invalid, not_implemented
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint, needed
from sandbox.highlevel.people import contacts, shapes

LARGEST = 500


class Filter(Body):
    """One condition; a group of them is not implemented here."""

    field: str
    operator: str
    value: str | int | bool | list[str] | None = None


class Sort(Body):
    """An order."""

    field: str
    direction: Annotated[str, Field(pattern="^(asc|desc)$")]


class Search(Body):
    """What to look for."""

    location: Annotated[str, Field(alias="locationId")]
    page_limit: Annotated[int, Field(alias="pageLimit", ge=1, le=LARGEST)] = 20
    page: Annotated[int, Field(ge=1)] | None = None
    after: Annotated[list[int | str] | None, Field(alias="searchAfter")] = None
    """What the last contact of the page before said of itself."""
    filters: Annotated[list[Filter], Field(default_factory=list)]
    sort: Annotated[list[Sort], Field(default_factory=list)]
    query: str | None = None


READ: dict[str, Callable[[Contact], Any]] = {
    "id": lambda each: each.id,
    "email": lambda each: each.email.lower(),
    "phone": lambda each: each.phone,
    "firstNameLowerCase": lambda each: each.first.lower(),
    "lastNameLowerCase": lambda each: each.last.lower(),
    "tags": lambda each: each.tags,
}
ORDERS: dict[str, Callable[[Contact], int]] = {
    "dateAdded": lambda each: each.created_at,
    "dateUpdated": lambda each: each.updated_at,
}


@endpoint(
    "GET",
    "/contacts/search/duplicate",
    scope="contacts.readonly",
    query=frozenset({"locationId", "email", "number"}),
)
def duplicate(call: Call) -> Reply:
    """Find one contact by e-mail, else by telephone [S]; nobody is ``null`` [T]. A ``+`` that was
    not encoded has become a space on the way, and finds nobody."""
    (key,) = needed(call, "locationId")
    location = call.at(key)
    email, phone = call.query.get("email", ""), call.query.get("number", "")
    if not (email or phone):
        raise invalid("email or number should not be empty")
    found = contacts.with_email(call.world, key, email)
    found = found or contacts.with_phone(call.world, location, phone)
    return done(contact=shapes.contact(found[0]) if found else None)


@endpoint("POST", "/contacts/search", scope="contacts.readonly")
def search(call: Call) -> Reply:
    """Find contacts, newest first unless said otherwise [U]."""
    said = call.body(Search)
    if said.query is not None:
        raise not_implemented("query in /contacts/search")
    if said.page and said.after:
        raise invalid("page and searchAfter exclude each other")
    location = call.at(said.location)
    known = call.world.now - call.world.state.settings.search_lag
    everybody = [each for each in contacts.of(call.world, location.id) if each.created_at <= known]
    found = _sorted([each for each in everybody if all(_is(each, f) for f in said.filters)], said)
    return done(contacts=[_found(each) for each in _page(found, said)], total=len(found))


def _is(contact: Contact, wanted: Filter) -> bool:
    read = READ.get(wanted.field)
    if wanted.field.startswith("customFields."):
        key = wanted.field.removeprefix("customFields.")
        value: Any = contact.fields.get(key, "")
    elif read is not None:
        value = read(contact)
    else:
        raise not_implemented(f"the filter {wanted.field} in /contacts/search")
    return _holds(value, wanted)


def _holds(value: Any, wanted: Filter) -> bool:  # noqa: ANN401 - a custom field holds anything
    said = wanted.value.lower() if isinstance(wanted.value, str) else wanted.value
    match wanted.operator:
        case "eq" if isinstance(said, list):
            return set(value) == set(said)
        case "eq":
            return bool(value == said)
        case "contains":
            several = said if isinstance(said, list) else [said]
            return all(str(each) in value for each in several)
        case "exists":
            return bool(value)
        case "not_exists":
            return not value
        case _:
            raise not_implemented(f"the operator {wanted.operator} in /contacts/search")


def _sorted(found: list[Contact], said: Search) -> list[Contact]:
    order = [*said.sort] or [Sort(field="dateAdded", direction="desc")]
    for each in reversed(order):
        if each.field not in ORDERS:
            raise not_implemented(f"sorting by {each.field} in /contacts/search")
        found = sorted(found, key=ORDERS[each.field], reverse=each.direction == "desc")
    return found


def _page(found: list[Contact], said: Search) -> list[Contact]:
    if said.after:
        at = [each.id for each in found]
        start = at.index(str(said.after[-1])) + 1 if said.after[-1] in at else len(found)
    else:
        start = ((said.page or 1) - 1) * said.page_limit
    return found[start : start + said.page_limit]


def _found(contact: Contact) -> Object:
    return {**shapes.contact(contact), "searchAfter": [contact.created_at * 1_000, contact.id]}
