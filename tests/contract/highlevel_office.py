"""A location as the adapter sees it, with somebody in it who can do what no API can."""

from dataclasses import dataclass, field

from pydantic import SecretStr

from carryover.adapters.highlevel.api import HighLevelApi
from carryover.adapters.highlevel.entrance import Entrance
from carryover.adapters.highlevel.locations import AppKey, LocationKey
from carryover.adapters.highlevel.token_page import HttpTokenPage
from carryover.adapters.highlevel.tokens import Grants, Pair
from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.pace import Unpaced
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview, Retryable
from tests.unit.sandbox.highlevel.agency import CLIENT, Agency

ALIAS = "academy"


@dataclass
class MemoryPairs:
    """A secret that can be away."""

    rows: dict[str, Pair] = field(default_factory=dict)
    away: bool = False

    def read(self, grant: str) -> Pair | None:
        return self.rows.get(grant)

    def keep(self, grant: str, pair: Pair) -> None:
        if self.away:
            raise Retryable("Secrets Manager is away")
        self.rows[grant] = pair


@dataclass
class MemoryLease:
    """A lease, and who was refused."""

    taken_until: Seconds = 0
    version: int = 0
    refused: int = 0

    def take(self, now: Seconds) -> int | None:
        if now < self.taken_until:
            self.refused += 1
            return None
        self.taken_until, self.version = now + 60, self.version + 1
        return self.version

    def give_back(self, version: int) -> None:
        if version == self.version:
            self.taken_until = 0


@dataclass
class Office:
    """An agency with our keys to it; time is the local HighLevel's."""

    agency: Agency = field(default_factory=Agency)
    keys: dict[str, LocationKey] = field(default_factory=dict)
    apps: dict[str, AppKey] = field(default_factory=dict)
    pairs: MemoryPairs = field(default_factory=MemoryPairs)
    lease: MemoryLease = field(default_factory=MemoryLease)

    def __post_init__(self) -> None:
        here = self.agency.location.id
        self.keys[ALIAS] = LocationKey(location=here, token=SecretStr("pit-academy"))

    def of(self, location: str) -> LocationKey:
        return self.keys[location]

    def app(self, name: str) -> AppKey:
        if name not in self.apps:
            raise NeedsReview(f"app {name}", "unknown")
        return self.apps[name]

    def alias(self, location_id: str) -> str | None:
        return next((a for a, key in self.keys.items() if key.location == location_id), None)

    def reread(self) -> object:
        return self.keys

    def now(self) -> float:
        return float(self.agency.world.now)

    @property
    def page(self) -> HttpTokenPage:
        return HttpTokenPage(self.now, self.agency.session)

    def worker(self) -> HighLevelApi:
        """A worker of its own: what it holds in memory is its own, too."""
        grants = Grants(self.page, self.pairs, self.lease, self.now)
        entrance = Entrance(self, grants, self.page, self.now)
        return HighLevelApi(Transport(entrance, Unpaced(), self.agency.session))

    def installs(self, *, for_the_agency: bool = False) -> str:
        """Somebody installs our app, and authorises it; answers the grant's name."""
        company = self.agency.location.company if for_the_agency else ""
        secret = SecretStr(CLIENT["client_secret"])
        self.apps["app"] = AppKey(
            client_id=CLIENT["client_id"], client_secret=secret, company=company
        )
        self.keys[ALIAS] = LocationKey(location=self.agency.location.id, app="app")
        grant = "app" if for_the_agency else f"app/{ALIAS}"
        self.pairs.rows[grant] = self.page.redeemed(
            self.apps["app"],
            self.agency.install(agency_wide=for_the_agency),
            "https://here.example",
            1,
        )
        return grant
