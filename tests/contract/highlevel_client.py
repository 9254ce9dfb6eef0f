"""Somebody who calls a local HighLevel over HTTP, and may tell it what no API can."""

from dataclasses import dataclass, field
from typing import Any

import requests

from sandbox.highlevel.cli import SCOPES
from tests.contract.stripe_sdk.receiver import Receiver

START = 1_738_317_600
DAY = 86_400
PIT = "pit-academy"
APP = {"client_id": "carryover", "client_secret": "opensesame"}


@dataclass
class Client:
    """A client with a key to one location, and a hand in the works."""

    url: str
    location: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.shows(PIT)

    def shows(self, token: str) -> None:
        self.session.headers["authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: object = None, timeout: float = 5) -> Any:
        version = "2021-04-15" if path.startswith("/conversations") else "2021-07-28"
        return self.session.request(
            method, f"{self.url}{path}", json=body, headers={"version": version}, timeout=timeout
        )

    def token(self, **form: str) -> requests.Response:
        return self.session.post(f"{self.url}/oauth/token", data={**APP, **form}, timeout=5)

    def order(self, method: str, path: str, **body: object) -> Any:
        answer = requests.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=20)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def person(self, email: str = "ada@example.com", **more: object) -> str:
        body = {"locationId": self.location, "email": email, **more}
        key: str = self.ask("POST", "/contacts/upsert", body).json()["contact"]["id"]
        return key

    def write(self, contact: str, timeout: float = 5) -> requests.Response:
        body = {"type": "Email", "contactId": contact, "subject": "Card", "html": "<p>Hi</p>"}
        answer: requests.Response = self.ask("POST", "/conversations/messages", body, timeout)
        return answer

    def installed(self, receiver: Receiver) -> dict[str, Any]:
        """Register an app that writes to a receiver, install it, and exchange the code."""
        self.order("POST", "apps", **APP, scopes=[*SCOPES], webhook_url=receiver.url)
        place = {"client_id": APP["client_id"], "location": self.location}
        code = self.order("POST", "installs", **place)["code"]
        told: dict[str, Any] = self.token(grant_type="authorization_code", code=code).json()
        self.order("POST", "webhooks/drain")
        receiver.bodies.clear()
        receiver.signatures.clear()
        return told
