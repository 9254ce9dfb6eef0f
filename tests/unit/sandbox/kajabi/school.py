"""A school on a local Kajabi of this process, spoken to by ``requests`` without a network."""

import json
from collections.abc import Iterator
from typing import Any

import requests

from sandbox.ground.inside import Inside
from sandbox.kajabi.control import deeds
from sandbox.kajabi.control.messages import Cancellation, Channel
from sandbox.kajabi.core.records import Access, Contact, Offer
from sandbox.kajabi.people.automations import set_up
from sandbox.kajabi.people.catalogue import Terms, make_offer, make_tag
from sandbox.kajabi.sandbox import Sandbox

START = 1_738_317_600
"""2025-01-31 10:00 UTC."""
DAY = 86_400
ADDRESS = "https://api.kajabi.com"
MONTHLY = Terms(price=1_900, currency="EUR", interval="month")
SECRETS = {"client_id": "school", "client_secret": "opensesame"}


class School:
    """One site, its owner's key, and a client that holds a token."""

    def __init__(self, seed: int = 1) -> None:
        self.kajabi = Sandbox(seed, START)
        self.world = self.kajabi.world
        self.site = self.kajabi.furnish("School", *SECRETS.values())
        self.session = requests.Session()
        self.session.mount(ADDRESS, Inside(self.kajabi))
        self.log_in()

    def log_in(self) -> dict[str, Any]:
        told: dict[str, Any] = self.token(grant_type="client_credentials", **SECRETS).json()
        self.session.headers["authorization"] = f"Bearer {told['access_token']}"
        return told

    def token(self, **form: str) -> requests.Response:
        return self.session.post(f"{ADDRESS}/v1/oauth/token", data=form)

    def ask(
        self, method: str, path: str, body: object = None, **query: object
    ) -> requests.Response:
        text = None if body is None else json.dumps(body)
        kind = {"content-type": "application/vnd.api+json"}
        asked = {name: str(value) for name, value in query.items()}
        return self.session.request(
            method, f"{ADDRESS}{path}", params=asked, data=text, headers=kind
        )

    def get(self, path: str, **query: object) -> Any:
        return self.done(self.ask("GET", path, **query))

    def done(self, answer: requests.Response) -> Any:
        assert answer.ok, answer.text
        return answer.json()

    def refused(self, answer: requests.Response, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        error: dict[str, Any] = answer.json()["errors"][0]
        assert error["status"] == str(status)
        return error

    def days_pass(self, days: float) -> None:
        """Move the clock, and take a new token: the old one has expired on the way."""
        self.world.advance(self.world.now + int(days * DAY))
        self.log_in()

    def offer(self, title: str = "Membership", terms: Terms | None = None) -> Offer:
        return make_offer(self.world, self.site, title, terms or Terms(), [])

    def tag(self, name: str) -> str:
        return make_tag(self.world, self.site, name).id

    def automation(self, when: str, subject: str | None, then: str, target: str) -> None:
        set_up(self.world, self.site, when, subject, then, target)

    def person(self, email: str = "ada@example.com", name: str = "Ada Lovelace") -> str:
        key: str = self.done(self.add(email, name))["data"]["id"]
        return key

    def add(self, email: str, name: str, **more: object) -> requests.Response:
        data = {
            "type": "contacts",
            "attributes": {"name": name, "email": email, **more},
            "relationships": {"site": {"data": {"type": "sites", "id": self.site.id}}},
        }
        return self.ask("POST", "/v1/contacts", {"data": data})

    def grant(self, contact: str, offer: Offer, letter: bool | None = None) -> requests.Response:
        body: dict[str, Any] = {"data": [{"type": "offers", "id": offer.id}]}
        if letter is not None:
            body["meta"] = {"send_customer_welcome_email": letter}
        return self.ask("POST", f"/v1/contacts/{contact}/relationships/offers", body)

    def holds(self, contact: str) -> list[str]:
        listed = self.get(f"/v1/contacts/{contact}/relationships/offers")["data"]
        return [each["id"] for each in listed]

    def buys(self, offer: Offer, email: str = "ada@example.com") -> Access:
        return deeds.buy(self.world, self.site, email, "Ada Lovelace", offer.id)

    def known(self, email: str = "ada@example.com") -> Contact:
        return deeds.person_of(self.world, self.site, email)

    def cancels(self, channel: Channel, email: str = "ada@example.com", **more: Any) -> None:
        deeds.cancel(self.world, self.known(email), Cancellation(channel=channel, **more))

    def hook(self, event: str, resource: str | None = None) -> requests.Response:
        attributes = {"target_url": "https://billing.example/hooks/s3cret", "event": event}
        if resource:
            attributes["resource_id"] = resource
        relationships = {"site": {"data": {"type": "sites", "id": self.site.id}}}
        data = {"type": "hooks", "attributes": attributes, "relationships": relationships}
        return self.ask("POST", "/v1/hooks", {"data": data})

    def letters(self) -> list[dict[str, Any]]:
        return [json.loads(each.body) for each in self.kajabi.sorter.take()]

    def pages(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        answer = self.get(path, **query)
        yield answer
        while following := answer["links"]["next"]:
            answer = self.session.get(following).json()
            yield answer
