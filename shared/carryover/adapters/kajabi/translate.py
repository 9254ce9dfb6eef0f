"""A Kajabi hook in our words: at most a hint to look.

Two families (CONTRACTS.md §1.8, §1.9): hooks of the API (``{"id", "event": "tag_added",
"payload": [resources]}``, the ``*_sample`` pages of Kajabi's OpenAPI document) and webhooks of the
dashboard (``{"id", "event": "purchase.created", "payload": {…}}``, third-party captures only). An
event neither family has is journalled and asked about: nothing is guessed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.clock import Seconds
from carryover.kernel.facts import MemberHinted
from carryover.ports.journal import EventId

type Json = Mapping[str, Any]

TAGS: Final = frozenset({"tag_added", "tag_removed"})

SILENT: Final[Mapping[str, str]] = {
    "payment_succeeded": "a payment is no change of access",
    "order_created": "an order is no change of access; its purchase comes by itself",
    "form_submission": "a form is no change of access",
    "purchase.created": "a purchase takes no access away",
    "payment.succeeded": "a payment is no change of access",
    "cart_purchase": "a purchase takes no access away",
    "form.submission": "a form is no change of access",
}
"""Events that are known and mean nothing here. The dashboard's names of cart purchases and forms
are not published; these are guesses that cost nothing, for another name only asks a person once."""

LONGEST: Final = 255
"""Characters of an address that are believed to be one."""

NAME: Final = re.compile(r"[\w-][\w.-]{0,63}", re.ASCII)
"""Ids and events: what can stand in a path and in a key without meaning anything there, as two dots
would."""

TEST_ID: Final = "0"
"""What Kajabi's samples and its test button call everything."""


class KajabiTranslator:
    """Reads hooks (``channel.translator.Translator``)."""

    def read(self, account: str, payload: bytes, received: Seconds, /) -> Understood | Unreadable:
        """Say what follows from a hook. Never raises."""
        digest = hashlib.blake2b(payload, digest_size=8).hexdigest()
        document = _opened(payload)
        if document is None:
            return Unreadable(None, "", digest, "The body is not a JSON object.")
        event, name = _word(document.get("event")), _word(document.get("id"))
        if event is None or name is None:
            return Unreadable(None, event or "", digest, "The hook lacks `event` or `id`.")
        place = EventId(account, _filed_as(event, name, received), received)
        return _meaning(place, event, digest, document)


def _filed_as(event: str, name: str, received: Seconds) -> str:
    """Name a hook by when it was received, too. ``id`` is the resource's, not the delivery's, so
    that a member's second cancellation may look exactly like the first: taking it for a duplicate
    would lose it, looking twice costs a request."""
    return f"{event}-{name}-{received}"


def _meaning(place: EventId, event: str, digest: str, document: Json) -> Understood | Unreadable:
    if event in SILENT:
        return Understood(place, event, None, "", digest, ignored=SILENT[event])
    if event not in TAGS and event != "purchase":
        return Unreadable(place, event, digest, "Kajabi documents no event of this name.")
    hint = _hint(place, event, document.get("payload"))
    if isinstance(hint, str):
        return Unreadable(place, event, digest, hint)
    if TEST_ID in (hint.contact, hint.purchase):
        return Understood(place, event, None, "", digest, ignored="Kajabi's own sample")
    return Understood(place, event, None, f"member {hint.ref.id}", digest, (hint,))


def _hint(place: EventId, event: str, payload: object) -> MemberHinted | str:
    """Read whom and what a hook names, or say what is odd about it."""
    listed = payload if isinstance(payload, list) else []
    resources = [each for each in listed if isinstance(each, dict)]
    people = [each for each in resources if each.get("type") in ("contacts", "customers")]
    about = _only(resources, "contact_tags" if event in TAGS else "purchases")
    contact = _only(resources, "contacts")
    if about is None or (event in TAGS and contact is None):
        return "`payload` does not hold exactly one of each resource the event promises."
    tagged = event in TAGS
    return MemberHinted(
        account=place.account,
        evidence=place.id,
        event=event,
        contact=contact,
        email=_address(people),
        purchase=None if tagged else about,
        tag=about if tagged else None,
    )


def _only(resources: list[dict[str, Any]], kind: str) -> str | None:
    found = {_word(each.get("id")) for each in resources if each.get("type") == kind}
    return found.pop() if len(found) == 1 else None


def _address(people: list[dict[str, Any]]) -> str | None:
    attributes = people[0].get("attributes") if people else None
    said = attributes.get("email") if isinstance(attributes, dict) else None
    fits = isinstance(said, str) and 0 < len(said) <= LONGEST and said.isprintable()
    return str(said) if fits else None


def _opened(payload: bytes) -> Json | None:
    try:
        document = json.loads(payload.decode())
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _word(value: object) -> str | None:
    """Take an id or an event's name; Kajabi's dashboard writes ids as numbers."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if NAME.fullmatch(text) else None
