"""An agency on a local HighLevel of this process, spoken to by ``requests`` without a network."""

import json
from typing import Any

import requests

from sandbox.ground.inside import Inside
from sandbox.ground.letters import Letter
from sandbox.highlevel.cli import SCOPES
from sandbox.highlevel.control import deeds, truth
from sandbox.highlevel.control.deeds import Bought
from sandbox.highlevel.control.messages import Purchase
from sandbox.highlevel.core.keys import App
from sandbox.highlevel.core.records import Contact, Workflow
from sandbox.highlevel.people import enrolling, fields, granting
from sandbox.highlevel.sandbox import COMPANY, Sandbox

START = 1_738_317_600
"""2025-01-31 10:00 UTC."""
DAY = 86_400
ADDRESS = "https://services.leadconnectorhq.com"
CURRENT, CONVERSATIONS = "2021-07-28", "2021-04-15"
CLIENT = {"client_id": "carryover", "client_secret": "opensesame"}
HOOK = "https://billing.example/highlevel"


class Agency:
    """One location, its private integration, and an app that is not installed yet."""

    def __init__(self, seed: int = 1) -> None:
        self.highlevel = Sandbox(seed, START)
        self.world = self.highlevel.world
        self.location = self.highlevel.open_location("Academy")
        self.highlevel.open_pit("pit-academy", self.location)
        self.app: App = self.highlevel.open_app(
            CLIENT["client_id"], CLIENT["client_secret"], list(SCOPES), HOOK
        )
        self.session = requests.Session()
        self.session.mount(ADDRESS, Inside(self.highlevel))
        self.shows("pit-academy")

    def shows(self, token: str) -> None:
        self.session.headers["authorization"] = f"Bearer {token}"

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        version: str | None = None,
        **query: object,
    ) -> requests.Response:
        usual = CONVERSATIONS if path.startswith("/conversations") else CURRENT
        headers = {"version": version or usual}
        asked = {name: str(value) for name, value in query.items()}
        return self.session.request(
            method, f"{ADDRESS}{path}", params=asked, json=body, headers=headers
        )

    def done(self, method: str, path: str, body: object = None, **query: object) -> Any:
        answer = self.ask(method, path, body, None, **query)
        assert answer.ok, answer.text
        return answer.json()

    def get(self, path: str, **query: object) -> Any:
        return self.done("GET", path, **query)

    def refused(self, answer: requests.Response, status: int) -> str:
        assert answer.status_code == status, answer.text
        told = answer.json()
        assert told["traceId"]
        message = told["message"]
        return message if isinstance(message, str) else "; ".join(message)

    def upsert(self, **said: object) -> Any:
        return self.done("POST", "/contacts/upsert", {"locationId": self.location.id, **said})

    def person(self, email: str = "ada@example.com", **said: object) -> str:
        key: str = self.upsert(email=email, **said)["contact"]["id"]
        return key

    def known(self, key: str) -> Contact:
        return self.world.contact(key)

    def truth(self, key: str) -> Any:
        return truth.person(self.world, self.known(key))

    def field(self, name: str, kind: str = "TEXT") -> str:
        return fields.make(self.world, self.location, name, kind).id

    def workflow(self, name: str = "Billing", **how: bool) -> Workflow:
        return enrolling.make(self.world, self.location, name, **how)

    def buys(self, contact: str, amount: str = "19.90", **more: object) -> Bought:
        wish = Purchase.model_validate({"contact": contact, "amount": amount, **more})
        return deeds.buy(self.world, self.known(contact), wish)

    def sold(self, what: str, **query: object) -> Any:
        mine = {"altId": self.location.id, "altType": "location"}
        return self.get(f"/payments/{what}", **mine, **query)

    def install(self, *, agency_wide: bool = False) -> str:
        location = None if agency_wide else self.location
        return granting.install(self.world, self.app, COMPANY, location).code

    def token(self, **form: str) -> requests.Response:
        return self.session.post(f"{ADDRESS}/oauth/token", data={**CLIENT, **form})

    def log_in(self, *, agency_wide: bool = False) -> dict[str, Any]:
        code = self.install(agency_wide=agency_wide)
        answer = self.token(grant_type="authorization_code", code=code)
        assert answer.ok, answer.text
        told: dict[str, Any] = answer.json()
        self.shows(told["access_token"])
        return told

    def days_pass(self, days: float) -> None:
        self.world.advance(self.world.now + int(days * DAY))

    def take(self) -> list[Letter]:
        return self.highlevel.sorter.take()

    def letters(self) -> list[dict[str, Any]]:
        return [json.loads(each.body) for each in self.take()]


def invoice(agency: Agency, **more: object) -> dict[str, Any]:
    ada = agency.person()
    return {
        "altId": agency.location.id,
        "altType": "location",
        "name": "Stripe in_1",
        "businessDetails": {"name": "Academy"},
        "currency": "EUR",
        "items": [{"name": "Membership", "currency": "EUR", "amount": 19.9, "qty": 2}],
        "discount": {"type": "fixed", "value": 0},
        "contactDetails": {"id": ada, "name": "Ada", "phoneNo": "", "email": "ada@example.com"},
        "issueDate": "2025-01-31",
        "sentTo": {"email": ["ada@example.com"]},
        "liveMode": True,
        **more,
    }
