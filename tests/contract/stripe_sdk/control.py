"""What a test tells the sandbox beside Stripe's API."""

import json
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Control:
    """The control API of a running sandbox."""

    url: str

    def get(self, path: str) -> Any:
        return self._answer(httpx.get(f"{self.url}/_sandbox/{path}"))

    def post(self, path: str, **body: object) -> Any:
        return self._answer(httpx.post(f"{self.url}/_sandbox/{path}", json=body, timeout=60))

    def put(self, path: str, **body: object) -> Any:
        return self._answer(httpx.put(f"{self.url}/_sandbox/{path}", json=body))

    def truth(self, alias: str, kind: str) -> list[dict[str, Any]]:
        lines = httpx.get(f"{self.url}/_sandbox/accounts/{alias}/objects/{kind}").text
        return [json.loads(line) for line in lines.splitlines()]

    def settled(self) -> dict[str, Any]:
        """Wait for the webhooks, then count for the account."""
        stats: dict[str, Any] = self.post("webhooks/drain")["accounts"]["us"]
        return stats

    def _answer(self, response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json()
