"""/locations/{id}/customFields: fields somebody added to contacts."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.highlevel.core.errors import forbidden, not_implemented
from sandbox.highlevel.core.records import CustomField
from sandbox.highlevel.core.world import found
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint
from sandbox.highlevel.people import fields

READ = "locations/customFields.readonly"
WRITE = "locations/customFields.write"


class NewField(Body):
    """A field [S: ``CreateCustomFieldsDTO``]; options, files and boxes are not implemented."""

    name: Annotated[str, Field(min_length=1)]
    kind: Annotated[str, Field(alias="dataType")]
    placeholder: str = ""
    position: int | None = None
    model: Literal["contact", "opportunity"] = "contact"


class ChangedField(Body):
    """A field's new name [S: ``UpdateCustomFieldsDTO``]."""

    name: Annotated[str, Field(min_length=1)]
    placeholder: str | None = None
    position: int | None = None


@endpoint("GET", "/locations/{location}/customFields", scope=READ, query=frozenset({"model"}))
def index(call: Call) -> Reply:
    """List the fields; of contacts, since there are no others here."""
    location = call.at(call.path["location"])
    asked = call.query.get("model", "contact")
    mine = [each for each in call.world.state.fields.values() if each.location == location.id]
    shown = mine if asked in {"contact", "all"} else []
    return done(customFields=[_shown(each) for each in shown])


@endpoint("POST", "/locations/{location}/customFields", scope=WRITE)
def create(call: Call) -> Reply:
    """Add a field."""
    location, said = call.at(call.path["location"]), call.body(NewField)
    if said.model == "opportunity":
        raise not_implemented("custom fields of opportunities")
    made = fields.make(call.world, location, said.name, said.kind)
    made.placeholder = said.placeholder
    made.position = made.position if said.position is None else said.position
    return Reply(201, {"customField": _shown(made)})


@endpoint("GET", "/locations/{location}/customFields/{field}", scope=READ)
def show(call: Call) -> Reply:
    """Show a field."""
    return done(customField=_shown(_field(call)))


@endpoint("PUT", "/locations/{location}/customFields/{field}", scope=WRITE)
def update(call: Call) -> Reply:
    """Rename a field; its key stays [U]."""
    field, said = _field(call), call.body(ChangedField)
    field.name = said.name
    field.placeholder = said.placeholder or field.placeholder
    field.position = field.position if said.position is None else said.position
    return done(customField=_shown(field))


@endpoint("DELETE", "/locations/{location}/customFields/{field}", scope=WRITE)
def delete(call: Call) -> Reply:
    """Remove a field, and what contacts have in it [U]."""
    field = _field(call)
    del call.world.state.fields[field.id]
    for contact in call.world.state.contacts.values():
        contact.fields.pop(field.id, None)
    return done(succeded=True)


def _field(call: Call) -> CustomField:
    location = call.at(call.path["location"])
    field = found(call.world.state.fields, "Custom field", call.path["field"])
    if field.location != location.id:
        raise forbidden()
    return field


def _shown(field: CustomField) -> Object:
    return {
        "id": field.id,
        "name": field.name,
        "fieldKey": field.key,
        "placeholder": field.placeholder,
        "dataType": field.kind,
        "position": field.position,
        "picklistOptions": [*field.options],
        "locationId": field.location,
        "model": "contact",
    }
