"""Contacts, their tags, fields and workflows (CONTRACTS.md §2.3, HighLevel's ``contacts.json``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.highlevel.wire import Json
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import Changes, Channel, Contact, CustomField, No, Workflow

MOST: Final = 100
"""Contacts of one address that are looked at; two are too many already."""

IN_FORCE: Final = frozenset({"active", "permanent"})
"""Statuses of ``dndSettings`` that mean: do not write (``DndSettingSchema``)."""


@dataclass(frozen=True)
class HighLevelContacts:
    """Reads and writes the people of locations (``ports.highlevel.Contacts``)."""

    transport: Transport

    def contact(self, location: str, contact: str) -> Contact | None:
        """GET it; one that is marked as deleted is gone."""
        answer = self.transport.one(location, f"contacts/{contact}")
        said = (answer or {}).get("contact")
        return None if not said or said.get("deleted") else _contact(said)

    def with_email(self, location: str, email: str) -> Sequence[Contact]:
        """Ask twice. The lookup of duplicates knows one, by the location's own rule; the search
        knows all, and how fresh it is nobody says."""
        asked = {"locationId": self.transport.id_of(location), "email": email}
        one = (self.transport.get(location, "contacts/search/duplicate", asked) or {}).get(
            "contact"
        )
        found = {each["id"]: each for each in [*self._searched(location, email), one] if each}
        people = [_contact(each) for each in found.values() if not each.get("deleted")]
        return [each for each in people if _same(each.email, email)]

    def create(self, location: str, email: str) -> Contact | No:
        """Upsert by the address alone: of two workers that do, both get the same contact, unless
        the location allows duplicates."""
        body = {"locationId": self.transport.id_of(location), "email": email}
        answer = self.transport.write(location, "POST", "contacts/upsert", body)
        if isinstance(answer, No):
            return answer
        made = _contact(answer["contact"])
        if made.email and not _same(made.email, email):
            raise NeedsReview(
                f"contact {made.id} at {location}",
                "HighLevel answered a new address with a contact that has another one.",
            )
        return made

    def update(self, location: str, contact: str, changes: Changes) -> No | None:
        """PUT only what changes: fields that are not named stay."""
        fields = [{"id": name, "field_value": value} for name, value in changes.fields.items()]
        said = {"name": changes.name, "phone": changes.phone, "customFields": fields}
        body = {name: value for name, value in said.items() if value}
        return _no(self.transport.write(location, "PUT", f"contacts/{contact}", body))

    def tag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        """POST them."""
        path = f"contacts/{contact}/tags"
        return _no(self.transport.write(location, "POST", path, {"tags": list(tags)}))

    def untag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        """DELETE them, with a body."""
        path = f"contacts/{contact}/tags"
        return _no(self.transport.write(location, "DELETE", path, {"tags": list(tags)}))

    def enrol(self, location: str, contact: str, workflow: str) -> No | None:
        """POST; the answer is spelled ``succeded``."""
        return self._workflow(location, "POST", contact, workflow)

    def leave(self, location: str, contact: str, workflow: str) -> No | None:
        """DELETE."""
        return self._workflow(location, "DELETE", contact, workflow)

    def fields(self, location: str) -> Sequence[CustomField]:
        """GET those of contacts."""
        path = f"locations/{self.transport.id_of(location)}/customFields"
        answer = self.transport.get(location, path, {"model": "contact"})
        return [_field(each) for each in _listed(answer, "customFields")]

    def workflows(self, location: str) -> Sequence[Workflow]:
        """GET them."""
        asked = {"locationId": self.transport.id_of(location)}
        answer = self.transport.get(location, "workflows/", asked)
        return [
            Workflow(
                str(each["id"]), str(each.get("name") or ""), each.get("status") == "published"
            )
            for each in _listed(answer, "workflows")
        ]

    def _searched(self, location: str, email: str) -> Sequence[Json]:
        """Search by address; the body is not in the specification, only in use [T]."""
        body = {
            "locationId": self.transport.id_of(location),
            "page": 1,
            "pageLimit": MOST,
            "filters": [{"field": "email", "operator": "eq", "value": email}],
        }
        return _listed(self.transport.ask(location, "contacts/search", body), "contacts")

    def _workflow(self, location: str, method: str, contact: str, workflow: str) -> No | None:
        path = f"contacts/{contact}/workflow/{workflow}"
        answer = self.transport.write(location, method, path, {})
        if isinstance(answer, No):
            return answer
        done = answer.get("succeded", answer.get("succeeded", True))
        return None if done else No("HighLevel says that it did not succeed")


def _contact(said: Json) -> Contact:
    return Contact(
        id=str(said["id"]),
        email=str(said.get("email") or ""),
        name=_name(said),
        phone=str(said.get("phone") or ""),
        tags=frozenset(str(tag).strip().lower() for tag in said.get("tags") or ()),
        fields=dict(map(_value, said.get("customFields") or ())),
        closed=_closed(said),
        timezone=str(said.get("timezone") or ""),
        country=str(said.get("country") or ""),
    )


def _name(said: Json) -> str:
    """Take the whole name, which a list's answer calls otherwise."""
    whole = said.get("name") or said.get("contactName")
    parts = (said.get("firstName"), said.get("lastName"))
    return str(whole or " ".join(str(part) for part in parts if part))


def _value(said: Json) -> tuple[str, str]:
    """Read a field: ``value`` when read, ``field_value`` or ``fieldValue`` in some versions."""
    for name in ("value", "field_value", "fieldValue"):
        if name in said:
            return str(said["id"]), _text(said[name])
    return str(said["id"]), ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _closed(said: Json) -> frozenset[Channel]:
    if said.get("dnd"):
        return frozenset(Channel)
    settings = said.get("dndSettings") or {}
    return frozenset(
        channel
        for channel in Channel
        if (settings.get(channel.value) or {}).get("status") in IN_FORCE
    )


def _field(said: Json) -> CustomField:
    return CustomField(
        id=str(said["id"]),
        key=str(said.get("fieldKey") or ""),
        name=str(said.get("name") or ""),
        kind=str(said.get("dataType") or ""),
    )


def _listed(answer: Json | None, name: str) -> Sequence[Json]:
    if answer is None:
        raise Retryable(f"HighLevel has no list of {name} now")
    listed = answer.get(name)
    return listed if isinstance(listed, list) else []


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _no(answer: Json | No) -> No | None:
    return answer if isinstance(answer, No) else None
