"""Kajabi's public API (``ports.kajabi.Kajabi``), by its OpenAPI document 1.1.0 (CONTRACTS.md §1).

A list's next page is the one after while ``links.next`` says there is one: the totals in ``meta``
differ from endpoint to endpoint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from carryover.adapters.kajabi.transport import Json, Transport
from carryover.kernel.clock import Seconds, moment, seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import Contact, Listed, No, Purchase, Reversal

PAGE: Final = 100
"""Items per page, the most Kajabi documents (of ``contact_notes``; of others it says nothing)."""

REVERSED: Final = ("refund", "dispute")


@dataclass(frozen=True, slots=True)
class KajabiApi:
    """Reads and writes sites."""

    transport: Transport

    def contact(self, site: str, contact: str) -> Contact | None:
        """GET the contact; its tags come along."""
        answer = self.transport.get(site, f"contacts/{contact}", {"include": "tags"})
        return None if answer is None else _contact(answer["data"])

    def contact_of(self, site: str, customer: str) -> str | None:
        """GET the customer, who names the contact."""
        answer = self.transport.get(site, f"customers/{customer}")
        return None if answer is None else _related(answer["data"], "contact")

    def with_email(self, site: str, email: str) -> Sequence[Contact]:
        """Search, then compare: there is no exact filter (CONTRACTS.md §1.5)."""
        found: list[Contact] = []
        page = 1
        while True:
            listed = self._listed(site, "contacts", {"filter[email_contains]": email}, page)
            found.extend(_contact(each) for each in listed.items)
            if not listed.more:
                break
            page += 1
        return [each for each in found if each.email.strip().casefold() == email.strip().casefold()]

    def create(self, site: str, email: str, name: str) -> Contact | No:
        """POST the contact."""
        place = {"data": {"type": "sites", "id": self.transport.keys.of(site).site}}
        attributes = {"email": email, "name": name or email}
        body = {"type": "contacts", "attributes": attributes, "relationships": {"site": place}}
        answer = self.transport.write(site, "POST", "contacts", {"data": body})
        return answer if isinstance(answer, No) else _contact(answer["data"])

    def offers(self, site: str, contact: str) -> frozenset[str]:
        """GET the relationship, a list of identifiers."""
        answer = self.transport.get(site, _offers(contact))
        if answer is None:
            raise NeedsReview(f"member {contact} of {site}", "Kajabi does not know the contact.")
        return frozenset(str(each["id"]) for each in answer["data"])

    def sells(self, site: str, offer: str) -> bool:
        """GET it; deleted ones are not found."""
        return self.transport.get(site, f"offers/{offer}") is not None

    def grant(self, site: str, contact: str, offer: str, *, welcome: bool) -> No | None:
        """POST to the relationship: adds one. PATCH would replace them all. The e-mail is sent
        unless it is refused in so many words."""
        said = {"data": [_offer(offer)], "meta": {"send_customer_welcome_email": welcome}}
        return _no(self.transport.write(site, "POST", _offers(contact), said))

    def revoke(self, site: str, contact: str, offer: str) -> No | None:
        """DELETE from the relationship, with a body."""
        said = {"data": [_offer(offer)]}
        return _no(self.transport.write(site, "DELETE", _offers(contact), said))

    def purchase(self, site: str, purchase: str) -> Purchase | None:
        """GET it."""
        answer = self.transport.get(site, f"purchases/{purchase}")
        return None if answer is None else _purchase(answer["data"])

    def deactivated(self, site: str, since: Seconds, page: int) -> Listed[Purchase]:
        """List by the time of deactivation."""
        asked = {
            "filter[deactivated]": "true",
            "filter[deactivated_at_gte]": f"{moment(since):%Y-%m-%dT%H:%M:%SZ}",
            "sort": "deactivated_at",
        }
        listed = self._listed(site, "purchases", asked, page)
        return Listed([_purchase(each) for each in listed.items], listed.more)

    def reversals(self, site: str, since: Seconds, page: int) -> Listed[Reversal]:
        """List transactions from a day on and keep those that gave money back."""
        asked = {"filter[start_date]": f"{moment(since):%Y-%m-%d}"}
        listed = self._listed(site, "transactions", asked, page)
        returned = [each for each in listed.items if each["attributes"]["action"] in REVERSED]
        return Listed([_reversal(each) for each in returned], listed.more)

    def holders(self, site: str, offer: str, page: int) -> Listed[str]:
        """List the contacts who have an offer."""
        return self._contacts(site, {"filter[has_offer_id]": offer}, page)

    def tagged(self, site: str, tag: str, page: int) -> Listed[str]:
        """List the contacts who have a tag."""
        return self._contacts(site, {"filter[has_tag_id]": tag}, page)

    def _contacts(self, site: str, asked: Mapping[str, str], page: int) -> Listed[str]:
        listed = self._listed(site, "contacts", asked, page)
        return Listed([str(each["id"]) for each in listed.items], listed.more)

    def _listed(
        self, site: str, path: str, asked: Mapping[str, str], page: int
    ) -> Listed[dict[str, Any]]:
        place = {"filter[site_id]": self.transport.keys.of(site).site}
        paging = {"page[number]": str(page), "page[size]": str(PAGE)}
        answer = self.transport.get(site, path, {**asked, **place, **paging})
        if answer is None:
            raise Retryable(f"Kajabi has no list of {path} now")
        more = (answer.get("links") or {}).get("next")
        return Listed(cast("list[dict[str, Any]]", answer["data"]), bool(more))


def _offers(contact: str) -> str:
    return f"contacts/{contact}/relationships/offers"


def _offer(offer: str) -> Json:
    return {"type": "offers", "id": offer}


def _no(answer: Json | No) -> No | None:
    return answer if isinstance(answer, No) else None


def _contact(data: Json) -> Contact:
    said = data["attributes"]
    tags = ((data.get("relationships") or {}).get("tags") or {}).get("data") or []
    return Contact(
        id=str(data["id"]),
        email=str(said.get("email") or ""),
        name=str(said.get("name") or ""),
        tags=frozenset(str(each["id"]) for each in tags),
    )


def _purchase(data: Json) -> Purchase:
    at = data["attributes"].get("deactivated_at")
    return Purchase(
        id=str(data["id"]),
        customer=_related(data, "customer") or "",
        offer=_related(data, "offer") or "",
        deactivated_at=None if at is None else _seconds(at),
    )


def _reversal(data: Json) -> Reversal:
    purchases = ((data.get("relationships") or {}).get("purchases") or {}).get("data") or []
    said = data["attributes"]
    return Reversal(
        id=str(data["id"]),
        action=str(said["action"]),
        purchases=tuple(str(each["id"]) for each in purchases),
        created=_seconds(said["created_at"]),
    )


def _related(data: Json, name: str) -> str | None:
    there = ((data.get("relationships") or {}).get(name) or {}).get("data")
    return None if there is None else str(there["id"])


def _seconds(text: str) -> Seconds:
    """Read ISO 8601 with an offset, as every time of Kajabi's is written."""
    return seconds(datetime.fromisoformat(text))
