"""One request at HighLevel: its token, its turn, and what an answer means for the message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import requests

from carryover.adapters.highlevel.entrance import Entrance
from carryover.adapters.highlevel.wire import PATIENCE, Json, read, sent, told, turned_away, version
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import No, Unanswered
from carryover.ports.pace import Pace

REFUSALS: Final = frozenset({400, 409, 422})
"""HighLevel understood and said no. 400 and 422 are declared on nearly every operation
(CONTRACTS.md §2.2); 409 is HTTP's own."""

MISSING: Final = "not found"
"""What a 400 says that means "it is not there"; it has no code of its own. Whatever else a 400 says
is no reason to believe that somebody was deleted."""

type Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for."""

    method: str
    path: str
    params: Params = field(default_factory=dict)
    body: Json | None = None

    @property
    def part(self) -> str:
        """Name the part of the API; never whom it is about."""
        return f"{self.method} {self.path.partition('/')[0]}"


@dataclass(slots=True)
class Transport:
    """The way into every location."""

    entrance: Entrance
    pace: Pace
    session: requests.Session = field(default_factory=requests.Session)

    def id_of(self, location: str) -> str:
        """Say what HighLevel calls a location."""
        return self.entrance.keys.of(location).location

    def place(self, location: str) -> dict[str, str]:
        """Say where, as payments and invoices want to be told."""
        return {"altId": self.id_of(location), "altType": "location"}

    def get(self, location: str, path: str, params: Params | None = None) -> Json | None:
        """Read a list, or look something up; ``None``: 404."""
        return self._seen(location, Call("GET", path, params or {}))

    def one(self, location: str, path: str, params: Params | None = None) -> Json | None:
        """Read one thing by its id; ``None``: it is not there. Hardly any operation declares a 404:
        what is missing is a 400, too (``contacts.json``), told by its words [U]."""
        return self._seen(location, Call("GET", path, params or {}), gone=_is_missing)

    def ask(self, location: str, path: str, body: Json) -> Json | None:
        """POST what changes nothing, such as a search."""
        return self._seen(location, Call("POST", path, body=body))

    def write(self, location: str, method: str, path: str, body: Json) -> Json | No:
        """Change something. Raises ``Unanswered`` when it may have happened."""
        answer = self._answered(location, Call(method, path, body=body))
        if answer.status_code >= requests.codes.server_error:
            raise Unanswered(f"HighLevel answers {answer.status_code}")
        if answer.status_code == requests.codes.not_found:
            return No(f"{path.partition('/')[0]}: {told(answer)}")
        return No(told(answer)) if answer.status_code in REFUSALS else read(answer)

    def _seen(
        self, location: str, call: Call, gone: Callable[[requests.Response], bool] | None = None
    ) -> Json | None:
        answer = self._answered(location, call)
        if answer.status_code == requests.codes.not_found or (gone is not None and gone(answer)):
            return None
        if answer.status_code >= requests.codes.server_error:
            raise Retryable(f"HighLevel answers {answer.status_code}")
        if answer.status_code in REFUSALS:
            sentence = f"HighLevel refuses {call.part}: {told(answer)}"
            raise NeedsReview(f"location {location}", sentence)
        return read(answer)

    def _answered(self, location: str, call: Call) -> requests.Response:
        """Send it; a token that is refused is replaced once."""
        token = self.entrance.token(location)
        answer = self._once(location, token, call)
        refused = answer.status_code == requests.codes.unauthorized
        if refused and self.entrance.refused(location, token):
            answer = self._once(location, self.entrance.token(location), call)
        return self._admitted(location, call, answer)

    def _once(self, location: str, token: str, call: Call) -> requests.Response:
        self.pace.take(_lane(location), call.part)
        headers = {
            "authorization": f"Bearer {token}",
            "version": version(call.path),
            "accept": "application/json",
        }
        return sent(
            lambda: self.session.request(
                call.method,
                f"{self.entrance.keys.of(location).api_base}/{call.path}",
                params=dict(call.params),
                json=call.body,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        )

    def _admitted(self, location: str, call: Call, answer: requests.Response) -> requests.Response:
        refusal = turned_away(answer)
        if refusal is not None:
            self.pace.slower(_lane(location), None)
            raise refusal
        if answer.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
            raise NeedsReview(
                f"location {location}",
                f"HighLevel refuses the token of {location} for {call.part} "
                f"({answer.status_code}): it was replaced, or lacks a scope.",
            )
        return answer


def _is_missing(answer: requests.Response) -> bool:
    refused = answer.status_code == requests.codes.bad_request
    return refused and MISSING in told(answer).casefold()


def _lane(location: str) -> str:
    """Keep a location's requests apart from those of a site or an account of the same alias."""
    return f"highlevel:{location}"
