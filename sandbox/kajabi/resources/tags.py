"""Tags, read-only, and which contact has which."""

from sandbox.kajabi.core.errors import bad_request
from sandbox.kajabi.core.records import Contact, Tag
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Body, Call, endpoint
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing
from sandbox.kajabi.people.contacts import add_tags, remove_tags
from sandbox.kajabi.resources.contacts import Pointer

TAGGED = "/v1/contacts/{contact}/relationships/tags"


def _of_site(_: World, tag: Tag, wanted: str) -> bool:
    return tag.site == wanted


TAGS = Listing(
    kind="contact_tags",
    render=shapes.tag,
    filters={"site_id": _of_site},
    sorts=frozenset({"name"}),
    compared=frozenset({"name"}),
)


class Tags(Body):
    """A list of tags."""

    data: list[Pointer]


@endpoint("GET", "/v1/contact_tags", scope="view:contacts", query=TAGS.query)
def index(call: Call) -> Reply:
    """List the tags; only ``name_cont`` of the comparisons is documented by name."""
    return TAGS.page(call, call.world.state.tags.values())


@endpoint("GET", "/v1/contact_tags/{id}", scope="view:contacts")
def show(call: Call) -> Reply:
    """Show a tag."""
    tag = call.world.tag(call.path["id"])
    return Reply(body={"data": shapes.tag(call.world, tag, call.asked.origin)})


@endpoint("GET", TAGGED, scope="view:contacts")
def of_contact(call: Call) -> Reply:
    """List a contact's tags."""
    return _listed(_contact(call))


@endpoint("POST", TAGGED, scope="owner")
def add(call: Call) -> Reply:
    """Attach tags."""
    contact = _contact(call)
    add_tags(call.world, contact, _tags(call))
    return _listed(contact)


@endpoint("DELETE", TAGGED, scope="owner")
def remove(call: Call) -> Reply:
    """Detach tags."""
    contact = _contact(call)
    remove_tags(call.world, contact, _tags(call))
    return _listed(contact)


@endpoint("PATCH", TAGGED, scope="owner")
def replace(call: Call) -> Reply:
    """Replace all tags."""
    contact, wanted = _contact(call), _tags(call)
    remove_tags(call.world, contact, [each for each in contact.tags if each not in wanted])
    add_tags(call.world, contact, wanted)
    return _listed(contact)


def _tags(call: Call) -> list[str]:
    said = call.body(Tags)
    if wrong := [each.type for each in said.data if each.type != "contact_tags"]:
        raise bad_request(f"{wrong[0]} is not the type contact_tags.", "/data")
    return [each.id for each in said.data]


def _contact(call: Call) -> Contact:
    return call.world.contact(call.path["contact"])


def _listed(contact: Contact) -> Reply:
    return Reply(body=shapes.many("contact_tags", contact.tags))
