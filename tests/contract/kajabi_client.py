"""Somebody who calls a local Kajabi over HTTP, and may tell it what no API can."""

import json
from dataclasses import dataclass, field
from typing import Any

import requests

START = 1_738_317_600
DAY = 86_400
KEY = {"client_id": "school", "client_secret": "opensesame"}


@dataclass
class Client:
    """A client with a token, and a hand in the works."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def log_in(self) -> "Client":
        form = {"grant_type": "client_credentials", **KEY}
        told = self.session.post(f"{self.url}/v1/oauth/token", data=form, timeout=5).json()
        self.session.headers["authorization"] = f"Bearer {told['access_token']}"
        return self

    def ask(self, method: str, path: str, body: object = None, timeout: float = 5) -> Any:
        kind = {"content-type": "application/vnd.api+json"}
        text = None if body is None else json.dumps(body)
        return self.session.request(
            method, f"{self.url}{path}", data=text, headers=kind, timeout=timeout
        )

    def order(self, method: str, path: str, **body: object) -> Any:
        answer = requests.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=20)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def site(self) -> str:
        key: str = self.ask("GET", "/v1/sites").json()["data"][0]["id"]
        return key

    def offer(self, **terms: object) -> dict[str, Any]:
        made: dict[str, Any] = self.order("POST", "offers", title="Membership", **terms)
        return made

    def person(self, email: str = "ada@example.com") -> str:
        site = {"data": {"type": "sites", "id": self.site()}}
        data = {"type": "contacts", "attributes": {"name": "Ada", "email": email}}
        answer = self.ask(
            "POST", "/v1/contacts", {"data": {**data, "relationships": {"site": site}}}
        )
        key: str = answer.json()["data"]["id"]
        return key

    def grant(self, contact: str, offer: str, timeout: float = 5) -> requests.Response:
        body = {"data": [{"type": "offers", "id": offer}]}
        path = f"/v1/contacts/{contact}/relationships/offers"
        answer: requests.Response = self.ask("POST", path, body, timeout)
        return answer

    def hook(self, event: str, url: str) -> None:
        site = {"data": {"type": "sites", "id": self.site()}}
        data = {"type": "hooks", "attributes": {"event": event, "target_url": url}}
        body = {"data": {**data, "relationships": {"site": site}}}
        assert self.ask("POST", "/v1/hooks", body).status_code == 201
