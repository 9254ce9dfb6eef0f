"""One account of SES under a movable clock."""

import json
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from sandbox.ground.accidents import ApiFaults, Kind
from sandbox.ground.asking import Incoming, Object, Reply
from sandbox.ground.clockwork import Seconds, digest, thrown
from sandbox.ground.outage import Outage
from sandbox.mailbox import fates, leaving
from sandbox.mailbox.accepting import DAY, check, sent, too_fast
from sandbox.mailbox.errors import Refused, bad_request, not_implemented
from sandbox.mailbox.reading import read
from sandbox.mailbox.records import Event, Letter, Settings, State


def down() -> Refused:
    """Refuse everything, in an outage."""
    return Refused("ServiceUnavailable", "Service is unavailable.")


ACCIDENTS: dict[Kind, Callable[[], Refused]] = {
    Kind.SERVER_ERROR: lambda: Refused("InternalFailure", "The request failed."),
    Kind.UNAVAILABLE: down,
    Kind.RATE_LIMIT: too_fast,
}


class Mailbox:
    """Accepts letters as SES does, and keeps them. There is no idempotency token [S]: the same
    request twice is two letters."""

    def __init__(self, seed: int = 1, start: Seconds = 1_735_689_600) -> None:
        self.seed = seed
        self.start = start
        self.state = State(start)
        self.settings = Settings()
        self.requests: Counter[str] = Counter()
        """How often what was answered with which status."""
        self.faults = ApiFaults(self)
        self._outage: Outage | None = None

    @property
    def world(self) -> "Mailbox":
        """Give what has the clock and the dice."""
        return self

    @property
    def now(self) -> Seconds:
        """Tell the time."""
        return self.state.clock

    def chance(self, *parts: object) -> float:
        """Throw a die in [0, 1) that falls the same way for the same parts."""
        return thrown(self.seed, *parts)

    def advance(self, to: Seconds) -> None:
        """Move time forward."""
        if to < self.now:
            raise bad_request(f"The clock stands at {self.now}; it never goes back to {to}.")
        self.state.clock = to

    def reset(self) -> None:
        """Start over: letters, accidents and who is suppressed go; settings stay."""
        self.state = State(self.start)
        self.requests.clear()
        self.faults.forget()
        self._outage = None

    def outage(self) -> Outage | None:
        """Give the outage that goes on, if one does."""
        return self._outage if self._outage and self._outage.goes_on(self.now) else None

    def order_outage(self, outage: Outage | None) -> None:
        """Have an outage, or none."""
        self._outage = outage

    def turned_away(self, asked: Incoming) -> Reply | None:
        """Turn nobody away by the request: SES counts recipients, and ``send`` says so."""
        del asked
        return None

    def says(self, kind: Kind) -> Reply | None:
        """Say what a client hears of an accident; None: its connection breaks."""
        refused = ACCIDENTS.get(kind)
        return refused().reply() if refused else None

    def answer(self, asked: Incoming) -> Reply:
        """Answer a request, whatever it is; who signed it is not looked at."""
        try:
            reply = Reply(200, self._work(asked))
        except Refused as refused:
            reply = refused.reply()
        self.requests[f"{asked.method} {asked.path} {reply.status}"] += 1
        return reply

    def send(self, said: Object, origin: str = "") -> Letter:
        """Accept a letter, or refuse it; what becomes of it follows at once. ``origin`` is where
        links to this mailbox lead."""
        letter = read(said, self._key(len(self.state.letters)), self.now)
        check(self.state, self.settings, letter)
        leaving.check(self.settings, letter)
        leaving.offer(letter, origin)
        self.state.letters[letter.id] = letter
        gone = {each for each in letter.recipients if leaving.has_left(self.state, letter, each)}
        fates.send(self.state, letter, gone)
        return letter

    def take(self) -> list[Event]:
        """Hand out the events nobody has received yet."""
        taken, self.state.events = self.state.events, []
        return taken

    def _work(self, asked: Incoming) -> Object:
        if self.outage():
            raise down()
        doors: dict[tuple[str, str], Callable[[Incoming], Object]] = {
            ("POST", "/v2/email/outbound-emails"): self._send,
            ("GET", "/v2/email/account"): self._account,
        }
        door = doors.get((asked.method, asked.path))
        if door is None:
            raise not_implemented(f"{asked.method} {asked.path}")
        return door(asked)

    def _send(self, asked: Incoming) -> Object:
        """SendEmail."""
        try:
            said = json.loads(asked.body or b"{}")
        except ValueError as wrong:
            raise bad_request("The request is no JSON.") from wrong
        return {"MessageId": self.send(said, asked.origin).id}

    def _account(self, _: Incoming) -> Object:
        """GetAccount: only what is played here."""
        spent = float(sent(self.state, DAY))
        quota = {"Max24HourSend": float(self.settings.a_day), "SentLast24Hours": spent}
        return {
            "ProductionAccessEnabled": not self.settings.in_sandbox,
            "SendingEnabled": not self.settings.paused,
            "SendQuota": {**quota, "MaxSendRate": float(self.settings.a_second or 14)},
        }

    def _key(self, number: int) -> str:
        """Name a letter as SES does, by a long id."""
        return f"0100{UUID(bytes=digest(self.seed, 'letters', number)[:16], version=4)}-000000"
