"""Somebody who calls the local Stripe without a network, in Stripe's own encoding."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from sandbox.stripe import resources
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming, Reply

type Object = dict[str, Any]

START = 1_738_317_600
"""2025-01-31 10:00 UTC."""

KEY = "sk_test_us0000000000"
OTHER_KEY = "sk_test_intl00000000"


class RefusedError(Exception):
    """What Stripe said instead of yes."""

    def __init__(self, reply: Reply) -> None:
        error: Object = json.loads(reply.body)["error"]
        super().__init__(error["message"])
        self.status = reply.status
        self.error = error


class Caller:
    """Calls with one key; ``headers`` go along with every call."""

    def __init__(self, desk: Desk, key: str = KEY, **headers: str) -> None:
        self.desk = desk
        self.key = key
        self.headers = {
            "authorization": f"Bearer {key}",
            "content-type": "application/x-www-form-urlencoded",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }

    def with_headers(self, **headers: str) -> "Caller":
        caller = Caller(self.desk, **headers)
        caller.headers = {
            **self.headers,
            **caller.headers,
            "authorization": self.headers["authorization"],
        }
        return caller

    def get(self, path: str, **params: object) -> Object:
        return self.accepted("GET", path, **params)

    def post(self, path: str, **params: object) -> Object:
        return self.accepted("POST", path, **params)

    def delete(self, path: str, **params: object) -> Object:
        return self.accepted("DELETE", path, **params)

    def accepted(self, method: str, path: str, **params: object) -> Object:
        reply = self.reply(method, path, **params)
        if reply.status != 200:
            raise RefusedError(reply)
        answer: Object = json.loads(reply.body)
        return answer

    def reply(self, method: str, path: str, **params: object) -> Reply:
        spelled = form(params)
        query, body = ("", spelled) if method == "POST" else (spelled, "")
        return self.desk.answer(Incoming(method, path, query, body, self.headers))

    def pages(self, path: str, **params: object) -> Iterator[Object]:
        page = self.get(path, **params)
        yield from page["data"]
        while page["has_more"]:
            page = self.get(path, **params, starting_after=page["data"][-1]["id"])
            yield from page["data"]


def world(seed: int = 1) -> World:
    resources.load()
    made = World(seed, START)
    made.open("us", KEY)
    made.open("intl", OTHER_KEY)
    return made


def form(params: Object) -> str:
    return urlencode(list(_pairs(params, "")))


def _pairs(value: object, path: str) -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _pairs(inner, f"{path}[{name}]" if path else name)
        case list():
            for place, inner in enumerate(value):
                yield from _pairs(inner, f"{path}[{place}]")
        case bool():
            yield path, "true" if value else "false"
        case _:
            yield path, value
