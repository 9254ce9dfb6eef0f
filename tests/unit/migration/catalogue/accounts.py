"""Two shops and the account both move to, on a local Stripe of this process."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey, Accounts
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.migration.catalogue.building import Built, Catalogue
from carryover.migration.model import Old, Run, Thing
from carryover.migration.writing import RecordedWrites
from carryover.ports.stripe_api import Json, Refused
from cli.rehearsal.memory import IdMemory, TrailMemory
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.http.faults import ApiFaults, Fault, Kind
from sandbox.stripe.inside import Inside
from tests.fakes.memory import Mortal

START = 1_767_225_600
"""2026-01-01T00:00:00Z."""
ALIASES = ("us", "eu", "new")
MONTHLY = {"interval": "month"}


class Unhurried:
    """A pace nobody has to wait for."""

    def take(self, account: str, endpoint: str) -> None: ...

    def slower(self, account: str, endpoint: str | None) -> None: ...


class GivenKeys:
    """The keys of the three."""

    def __init__(self) -> None:
        self.held = {each: AccountKey(key=SecretStr(f"sk_test_{each}0000")) for each in ALIASES}

    def of(self, account: str) -> AccountKey:
        return self.held[account]

    def reread(self) -> Accounts:
        return self.held


class Shops:
    """What a catalogue is built from and in."""

    def __init__(self) -> None:
        self.world = World(seed=1, start=START)
        for each in ALIASES:
            self.world.open(each, f"sk_test_{each}0000")
        desk = Desk(self.world)
        self.faults = ApiFaults()
        doors = Doors(GivenKeys(), lambda: 0.0, lambda _: None, Inside(desk, self.faults))
        self.stripe = StripeDirect(doors, Unhurried())
        self.trail, self.ids = TrailMemory(), IdMemory()
        self.made = 0

    def have(self, account: str, path: str, **params: Any) -> dict[str, Any]:
        """Make something at a source, or in the target behind our back."""
        self.made += 1
        answer = self.stripe.post(account, path, params, key=f"shop:{self.made}")
        assert not isinstance(answer, Refused), answer
        return dict(answer)

    def product(self, account: str = "us", **params: Any) -> str:
        return str(self.have(account, "products", **{"name": "Gold", **params})["id"])

    def price(self, account: str = "us", product: str | None = None, **params: Any) -> str:
        given = {"currency": "usd", "unit_amount": 1900, "recurring": MONTHLY, **params}
        given = {name: value for name, value in given.items() if value is not None}
        made = self.have(account, "prices", product=product or self.product(account), **given)
        return str(made["id"])

    def coupon(self, account: str = "us", **params: Any) -> str:
        given = {"percent_off": "12.5", "duration": "forever", **params}
        given = {name: value for name, value in given.items() if value is not None}
        return str(self.have(account, "coupons", **given)["id"])

    def catalogue(self, mortal: Mortal | None = None, *, reads: bool = True) -> Catalogue:
        """Open a worker, who may be mortal, at every read or only at writes."""
        stripe, trail, ids = self.stripe, self.trail, self.ids
        if mortal is not None:
            stripe = mortal.wrap(stripe, ["get", "pages", "post"] if reads else ["post"])
            trail, ids = mortal.wrap(trail, ["note"]), mortal.wrap(ids, ["remember"])
        return Catalogue(stripe, RecordedWrites(stripe, trail, lambda: NOW), ids)

    def fails_for_a_day(self, path: str, times: int = 1, *, after_effect: bool = False) -> None:
        """Have Stripe keep a failure of its own under the key of whatever is made next."""
        order = Fault(
            Kind.SERVER_ERROR,
            "POST",
            f"/v1/{path}",
            "new",
            times,
            after_effect=after_effect,
            remembered=True,
        )
        self.faults.orders.append(order)

    def ensure(self, *olds: Old, rules: str = "{}") -> dict[Old, str]:
        return dict(self.catalogue().ensure(run(rules), olds))

    def build(self, *olds: Old, rules: str = "{}") -> Built:
        return self.catalogue().build(run(rules), olds)

    def copy(self, old: Old) -> Json:
        """Look at the copy of one thing."""
        new = self.ids.find("acme", [old])[old]
        found = self.stripe.get("new", f"{_FOLDER[old.kind]}/{new}", _EXPAND.get(old.kind, {}))
        assert found is not None
        return found

    def objects(self, account: str = "new") -> dict[str, int]:
        """Count what there is."""
        return {kind: len(list(self.world.accounts[account].all(kind))) for kind in _FOLDER}


NOW = datetime(2026, 1, 1, tzinfo=UTC)
_FOLDER = {
    Thing.PRODUCT: "products",
    Thing.PRICE: "prices",
    Thing.COUPON: "coupons",
    Thing.PROMOTION_CODE: "promotion_codes",
    Thing.TAX_RATE: "tax_rates",
}
_EXPAND = {
    Thing.PRICE: {"expand": ["tiers", "currency_options"]},
    Thing.COUPON: {"expand": ["applies_to", "currency_options"]},
}


def run(rules: str = "{}") -> Run:
    return Run(
        name="acme",
        target="new",
        sources=("us", "eu"),
        plan="p1",
        rules=rules,
        approved_by="ann",
        why="move",
        approved_at=NOW,
    )


def price(object_id: str, account: str = "us") -> Old:
    return Old(account=account, kind=Thing.PRICE, id=object_id)


def product(object_id: str, account: str = "us") -> Old:
    return Old(account=account, kind=Thing.PRODUCT, id=object_id)


def coupon(object_id: str, account: str = "us") -> Old:
    return Old(account=account, kind=Thing.COUPON, id=object_id)


def code(object_id: str, account: str = "us") -> Old:
    return Old(account=account, kind=Thing.PROMOTION_CODE, id=object_id)


def tax_rate(object_id: str, account: str = "us") -> Old:
    return Old(account=account, kind=Thing.TAX_RATE, id=object_id)


def keys(olds: Collection[Old]) -> set[str]:
    return {str(old) for old in olds}
