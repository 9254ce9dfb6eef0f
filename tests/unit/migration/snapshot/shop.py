"""A source account on a local Stripe of this process, and the way to take its snapshot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey, Accounts
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Files, InMemory
from carryover.migration.snapshot.taking import take
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside

START = int(datetime(2026, 1, 10, 9, 30, 15, tzinfo=UTC).timestamp())
DAY = 86_400
VERSION = "2026-10-28.endive"


class GivenKeys:
    """A key per account."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.held = {alias: AccountKey(key=SecretStr(key)) for alias, key in keys.items()}

    def of(self, account: str) -> AccountKey:
        return self.held[account]

    def reread(self) -> Accounts:
        return self.held


class Unhurried:
    def take(self, account: str, endpoint: str) -> None: ...

    def slower(self, account: str, endpoint: str | None) -> None: ...


def way_into(world: World, keys: Mapping[str, str]) -> StripeApi:
    """Reach a local Stripe as the product does."""
    doors = Doors(GivenKeys(keys), lambda: 0.0, lambda _: None, Inside(Desk(world)))
    return StripeDirect(doors, Unhurried())


def opened(stripe: StripeApi, account: str, files: Files) -> Archive:
    """Take a snapshot and open it."""
    take(stripe, account, files, api_version=VERSION, told=lambda _kind, _count: None)
    return Archive.open(files)


def taken_from(world: World, account: str) -> Archive:
    """Take the snapshot of an account in a world that somebody else made."""
    key, *_ = world.accounts[account].keys
    return opened(way_into(world, {account: key}), account, InMemory({}))


class Sources:
    """Accounts somebody wants to leave."""

    def __init__(self, *aliases: str, start: int = START) -> None:
        self.aliases = aliases or ("us",)
        self.world = World(seed=7, start=start)
        for each in self.aliases:
            self.world.open(each, f"sk_test_{each}0000", f"rk_test_{each}0000")
        self.stripe = self._way("sk")
        self.made = 0

    def _way(self, kind: str) -> StripeApi:
        return way_into(self.world, {each: f"{kind}_test_{each}0000" for each in self.aliases})

    def with_a_key_that_lacks(self, *permissions: str) -> StripeApi:
        """Use the restricted key of us, which may read everything else."""
        levels = {"*": "read", **dict.fromkeys(permissions, "none")}
        self.world.accounts["us"].permissions["rk_test_us0000"] = levels
        return self._way("rk")

    def has(self, path: str, account: str = "us", **given: Any) -> dict[str, Any]:
        """Make something, and insist on it."""
        self.made += 1
        answer = self.stripe.post(account, path, given, key=f"shop:{self.made}")
        assert not isinstance(answer, Refused), answer
        return dict(answer)

    def customer(self, account: str = "us", card: str | None = "visa", **given: Any) -> str:
        made = self.has("customers", account, **{"email": "ann@example.com", **given})
        if card is not None:
            self.gets_card(str(made["id"]), card, account)
        return str(made["id"])

    def gets_card(self, customer: str, card: str, account: str = "us") -> str:
        method = self.has(f"payment_methods/pm_card_{card}/attach", account, customer=customer)
        default = {"default_payment_method": method["id"]}
        self.has(f"customers/{customer}", account, invoice_settings=default)
        return str(method["id"])

    def price(self, amount: int = 2000, account: str = "us", **given: Any) -> str:
        product = given.pop("product", None) or self.has("products", account, name="Gold")["id"]
        recurring = {"interval": "month", **given.pop("recurring", {})}
        terms = {"currency": "usd", "unit_amount": amount, "recurring": recurring, **given}
        made = self.has("prices", account, product=product, **_said(terms))
        return str(made["id"])

    def subscribe(self, customer: str, *prices: str, account: str = "us", **given: Any) -> str:
        items = given.pop("items", None) or [{"price": each} for each in prices]
        terms = {"customer": customer, "items": items, **given}
        return str(self.has("subscriptions", account, **terms)["id"])

    def owes(self, customer: str, amount: int = 500, account: str = "us") -> str:
        """Send somebody an invoice, to be paid within a month."""
        terms = {"collection_method": "send_invoice", "days_until_due": 30}
        made = self.has("invoices", account, customer=customer, **terms)
        item = {"amount": amount, "currency": "usd", "invoice": made["id"]}
        self.has("invoiceitems", account, customer=customer, **item)
        return str(self.has(f"invoices/{made['id']}/finalize", account)["id"])

    def days_pass(self, days: float) -> None:
        self.world.advance(self.world.clock + round(days * DAY))

    def snapshot(
        self, account: str = "us", files: Files | None = None, stripe: StripeApi | None = None
    ) -> Archive:
        """Take it, into memory unless told otherwise, and open it."""
        return opened(stripe or self.stripe, account, InMemory({}) if files is None else files)


def _said(terms: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if value is not None}


class Reads:
    """Passes reads on, page by page of the size somebody wants, and keeps a list of them."""

    def __init__(
        self, stripe: StripeApi, size: int = 100, after: Callable[[str], None] = lambda _: None
    ) -> None:
        self.stripe, self.size, self.after = stripe, size, after
        self.asked: list[str] = []

    def get(self, account: str, path: str, params: Params | None = None) -> Json | None:
        self.asked.append(path)
        return self.stripe.get(account, path, params)

    def pages(
        self, account: str, path: str, params: Params | None = None
    ) -> Iterator[Sequence[Json]]:
        for page in self.stripe.pages(account, path, {**(params or {}), "limit": self.size}):
            self.asked.append(path)
            self.after(path)
            yield page

    def now(self, account: str) -> int:
        return self.stripe.now(account)

    def post(self, *asked: object, key: str) -> Json | Refused:
        raise AssertionError(f"a snapshot writes nothing, but this was sent: {asked} {key}")

    def ask(self, *asked: object) -> Json | Refused:
        raise AssertionError(f"a snapshot asks for nothing it could change: {asked}")

    def delete(self, *asked: object, key: str) -> Json | Refused:
        raise AssertionError(f"a snapshot deletes nothing, but this was sent: {asked} {key}")
