"""Somebody who does a cutover, at a Stripe of this process and a secret in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from carryover.adapters.stripe.translate.telling import TELLING
from carryover.adapters.stripe.transport import API_VERSION
from carryover.migration.cutover.model import Plan, Step, Wanted, fingerprint
from carryover.migration.cutover.old import OldEndpoints
from carryover.migration.cutover.policy import Wish
from carryover.migration.cutover.service import Cutover
from carryover.migration.writing import RecordedWrites
from tests.fakes.memory import Mortal
from tests.fakes.migration import CountedTrail
from tests.unit.migration.access.keyring import Keyring

URL = "https://api.example.com/webhooks/stripe/new-us"
WANTED = Wanted("new-us", "prod", URL, API_VERSION, TELLING)
DAY = 86_400


@dataclass
class MemorySecrets:
    """The stage's secret of signing secrets."""

    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, account: str) -> tuple[str, ...]:
        return self.rows.get(account, ())

    def put(self, account: str, secrets: Sequence[str]) -> None:
        self.rows[account] = tuple(secrets)


@dataclass
class Office:
    """One account to be connected, and everything that is on record about it."""

    ring: Keyring = field(default_factory=Keyring)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    trail: CountedTrail = field(default_factory=CountedTrail)
    wanted: Wanted = WANTED
    mortal: Mortal = field(default_factory=lambda: Mortal(dies_at=-1))

    def __post_init__(self) -> None:
        self.account = self.ring.opens("new-us", "sk_test_new")

    @property
    def now(self) -> int:
        return self.ring.world.clock

    def days_pass(self, days: int) -> None:
        self.ring.world.advance(self.now + days * DAY)

    def cutover(self) -> Cutover:
        return Cutover(
            self.ring.stripe,
            self.mortal.wrap(self.writes(), ("post", "delete")),
            self.mortal.wrap(self.secrets, ("put",)),
            "acme",
            self.wanted,
        )

    def writes(self) -> RecordedWrites:
        return RecordedWrites(
            self.ring.stripe, self.trail, lambda: datetime.fromtimestamp(self.now, UTC)
        )

    def plans(self, wish: Wish | None = None) -> Plan:
        return self.cutover().plan(wish or Wish(), self.now)

    def applies(self, wish: Wish | None = None) -> list[Step]:
        return list(self.cutover().all(wish or Wish(), self.now))

    def wants(self, **changes: Any) -> None:
        self.wanted = replace(self.wanted, **changes)

    def old(self) -> OldEndpoints:
        return OldEndpoints(self.ring.stripe, self.writes(), "acme")

    def by_hand(self, **said: Any) -> str:
        """Somebody makes an endpoint in the Dashboard; its secret is theirs to keep."""
        events = said.pop("enabled_events", ["invoice.paid"])
        made: Any = self.ring.stripe.post(
            "new-us",
            "webhook_endpoints",
            {"url": URL, "enabled_events": events, **said},
            key=f"by hand {len(self.endpoints)} {said}",
        )
        return str(made["id"])

    @property
    def endpoints(self) -> list[dict[str, Any]]:
        return list(self.account.all("webhook_endpoint"))

    def secret_of(self, endpoint: str) -> str:
        return str(self.account.facts[endpoint]["secret"])

    @property
    def heard(self) -> list[str]:
        """The endpoints whose deliveries are believed."""
        known = set(self.secrets.of("new-us"))
        return [
            each["id"]
            for each in self.endpoints
            if each["status"] == "enabled" and self.secret_of(each["id"]) in known
        ]

    def is_settled(self) -> bool:
        """One endpoint, as wanted, and its secret is the only one."""
        (one,) = self.endpoints
        return (
            self.plans().settled
            and self.heard == [one["id"]]
            and self.secrets.of("new-us") == (self.secret_of(one["id"]),)
            and one["metadata"]["carryover_secret"] == fingerprint(self.secret_of(one["id"]))
            and one["api_version"] == self.wanted.version
            and sorted(one["enabled_events"]) == sorted(self.wanted.events)
        )
