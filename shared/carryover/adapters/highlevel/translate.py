"""A HighLevel event in our words: what to look at again (CONTRACTS.md §2.9).

Payloads are flat: ``type, locationId, id | _id, …``, with ``webhookId`` and ``timestamp``; invoice
events have been documented without a ``type``, but with an ``invoiceNumber``. An event that is not
in these tables is journalled and asked about: nothing is guessed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.clock import Seconds, seconds
from carryover.kernel.crm_facts import CrmTouched
from carryover.ports.journal import EventId

type Json = Mapping[str, Any]

CONTACT: Final = frozenset(
    {"ContactUpdate", "ContactDelete", "ContactTagUpdate", "ContactDndUpdate"}
)

ORDER: Final = frozenset({"OrderCreate", "OrderStatusUpdate"})

SILENT: Final[Mapping[str, str]] = {
    "ContactCreate": "a new contact is found when its payer is looked at",
    **dict.fromkeys(
        (
            "InvoiceCreate", "InvoiceUpdate", "InvoiceSent", "InvoicePaid", "InvoicePartiallyPaid",
            "InvoiceVoid", "InvoiceDelete",
        ),
        "a payment of an invoice is a transaction, which the poll reads",
    ),
    **dict.fromkeys(
        ("ProductCreate", "ProductUpdate", "ProductDelete", "PriceCreate", "PriceUpdate",
         "PriceDelete"),
        "what is for sale there is no sale",
    ),
    **dict.fromkeys(
        ("OpportunityCreate", "OpportunityUpdate", "OpportunityDelete", "TaskCreate", "NoteCreate",
         "InboundMessage", "OutboundMessage", "PlanChange"),
        "nothing here depends on it",
    ),
    "INSTALL": "a person authorises the app: docs/crm/README.md",
    "UNINSTALL": "the next request is refused, and that asks a person",
}  # fmt: skip
"""Events that are known and mean nothing to look at."""

INVOICE: Final = "InvoicePaid"

NAME: Final = re.compile(r"(?!\.+$)[\w.:-]{1,128}", re.ASCII)
"""Ids and events: what can stand in a path and in a key without meaning anything there, as dots
alone would."""


class HighLevelTranslator:
    """Reads events (``channel.translator.Translator``)."""

    def read(self, account: str, payload: bytes, received: Seconds, /) -> Understood | Unreadable:
        """Say what follows from an event. Never raises."""
        digest = hashlib.blake2b(payload, digest_size=8).hexdigest()
        document = _opened(payload)
        if document is None:
            return Unreadable(None, "", digest, "The body is not a JSON object.")
        event = _event(document)
        if event is None:
            return Unreadable(None, "", digest, "The event lacks `type`.")
        return _meaning(_place(account, document, digest, received), event, digest, document)


def _place(account: str, document: Json, digest: str, received: Seconds) -> EventId:
    """File it by ``webhookId``, the same for every retry, and by its own time; an event without
    either is filed by what it says."""
    name = _word(document.get("webhookId"))
    at = _at(document.get("timestamp")) or _at(document.get("dateAdded"))
    return EventId(account, name or f"unnamed_{digest}", received if at is None else at)


def _meaning(place: EventId, event: str, digest: str, document: Json) -> Understood | Unreadable:
    if event in SILENT:
        return Understood(place, event, None, "", digest, ignored=SILENT[event])
    if event not in CONTACT | ORDER:
        return Unreadable(place, event, digest, "HighLevel documents no event of this name.")
    name = _word(document.get("id") or document.get("_id"))
    location = _word(document.get("locationId") or document.get("altId"))
    if name is None or location is None:
        return Unreadable(place, event, digest, "The event names nothing, or no location.")
    fact = CrmTouched(
        account=place.account,
        evidence=place.id,
        event=event,
        location=location,
        about="contact" if event in CONTACT else "order",
        id=name,
    )
    return Understood(place, event, None, f"{fact.about} {name}", digest, (fact,))


def _event(document: Json) -> str | None:
    said = _word(document.get("type"))
    if said is None and "invoiceNumber" in document:
        return INVOICE
    return said


def _at(said: object) -> Seconds | None:
    """Read a time; what cannot be one is passed over, for we know when it came."""
    try:
        read = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return None if read is None or read.tzinfo is None else seconds(read)


def _opened(payload: bytes) -> Json | None:
    try:
        document = json.loads(payload.decode())
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _word(value: object) -> str | None:
    text = value if isinstance(value, str) else ""
    return text if NAME.fullmatch(text) else None
