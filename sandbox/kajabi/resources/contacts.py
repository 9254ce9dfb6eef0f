"""/v1/contacts: people."""

from typing import Literal

from sandbox.kajabi.core.errors import bad_request, invalid
from sandbox.kajabi.core.records import Contact
from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Body, Call, endpoint
from sandbox.kajabi.http.including import included
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing
from sandbox.kajabi.http.people_filters import PEOPLE
from sandbox.kajabi.people import contacts
from sandbox.kajabi.people.access import active_offers

CONTACTS = Listing(
    kind="contacts",
    render=shapes.contact,
    filters=PEOPLE,
    sorts=frozenset({"name", "email", "created_at"}),
    default="-created_at",
)
SHOW = frozenset({"include", "fields[contacts]", "fields[customers]"})


class Pointer(Body):
    """A resource identifier."""

    id: str
    type: str


class ToOne(Body):
    """A relationship to one resource."""

    data: Pointer


class Relations(Body):
    """What a new contact belongs to."""

    site: ToOne | None = None


class Details(Body):
    """Address, telephone and custom fields."""

    address_line_1: str | None = None
    address_line_2: str | None = None
    address_city: str | None = None
    address_country: str | None = None
    address_state: str | None = None
    address_zip: str | None = None
    phone_number: str | None = None
    business_number: str | None = None
    custom_1: str | None = None
    custom_2: str | None = None
    custom_3: str | None = None


class Attributes(Details):
    """The spec's attributes that can be written."""

    name: str | None = None
    email: str | None = None
    subscribed: bool | None = None
    external_user_id: str | None = None


class NewContact(Body):
    """The ``data`` of a creation."""

    type: Literal["contacts"]
    attributes: Attributes
    relationships: Relations


class ChangedContact(Body):
    """The ``data`` of an update."""

    id: str
    type: Literal["contacts"]
    attributes: Attributes


class Creation(Body):
    """POST /v1/contacts."""

    data: NewContact


class Update(Body):
    """PATCH /v1/contacts/{id}."""

    data: ChangedContact


@endpoint("GET", "/v1/contacts", scope="view:contacts", query=CONTACTS.query)
def index(call: Call) -> Reply:
    """List contacts, newest first."""
    return CONTACTS.page(call, call.world.state.contacts.values())


@endpoint("GET", "/v1/contacts/{id}", scope="view:contacts", query=SHOW)
def show(call: Call) -> Reply:
    """Show a contact."""
    return _shown(call, call.world.contact(call.path["id"]))


@endpoint("POST", "/v1/contacts", scope="owner")
def create(call: Call) -> Reply:
    """Add a contact."""
    data = call.body(Creation).data
    if data.relationships.site is None:
        raise bad_request("Site relationship is required", "/data/relationships/site")
    site = call.world.site(data.relationships.site.data.id)
    said = data.attributes
    if said.external_user_id is not None:
        raise invalid("external_user_id", "is not supported for a new contact")
    if not said.name:
        raise invalid("name", "can't be blank")
    made = contacts.create(call.world, site, said.name, said.email or "")
    _write(call, made, said)
    return Reply(201, _shown(call, made).body)


@endpoint("PATCH", "/v1/contacts/{id}", scope="owner")
def update(call: Call) -> Reply:
    """Change a contact."""
    contact, data = call.world.contact(call.path["id"]), call.body(Update).data
    if data.id != contact.id:
        raise bad_request("The body names another contact.", "/data/id")
    said = data.attributes
    if "email" in said.model_fields_set:
        contacts.check_email(call.world, contact.site, said.email or "", contact.id)
    if "external_user_id" in said.model_fields_set:
        contacts.identify(call.world, contact, said.external_user_id)
    if "email" in said.model_fields_set:
        contacts.change_email(call.world, contact, said.email or "")
    _write(call, contact, said)
    return _shown(call, contact)


@endpoint("DELETE", "/v1/contacts/{id}", scope="owner")
def delete(call: Call) -> Reply:
    """Forget a contact."""
    contacts.remove(call.world, call.world.contact(call.path["id"]))
    return Reply(body={"data": {}})


def _write(call: Call, contact: Contact, said: Attributes) -> None:
    contact.name = said.name or contact.name
    if said.subscribed is not None:
        contact.subscribed = said.subscribed
    given = said.model_dump(include=said.model_fields_set & set(Details.model_fields))
    contacts.describe(call.world, contact, given)


def _shown(call: Call, contact: Contact) -> Reply:
    customer = [contact.customer] if contact.customer else []
    offered = {
        "offers": lambda: active_offers(call.world, contact),
        "tags": lambda: contact.tags,
        "customer": lambda: customer,
    }
    return included(call, shapes.contact(call.world, contact, call.asked.origin), offered)
