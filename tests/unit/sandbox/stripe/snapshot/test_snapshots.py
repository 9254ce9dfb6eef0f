"""A world that was saved and loaded goes on as if nothing had happened."""

import gzip
import json
from collections.abc import Callable

import pytest

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.store import Store
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Incoming
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.loading import load
from sandbox.stripe.snapshot.plain import read, written
from sandbox.stripe.snapshot.saving import saved
from tests.unit.sandbox.stripe.billing.shop import KEY, Object, Shop, instant


class Street(Shop):
    """A shop in a sandbox of its own."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.sandbox = Sandbox(self.world, wall=lambda: 0)
        self.sandbox.desk = self.desk

    def reopened(self) -> "Street":
        """The same shop after its world was saved, lost and loaded."""
        after = Street(seed=99)
        load(after.sandbox, saved(self.sandbox))
        after.account = after.world.accounts["shop"]
        after.product = self.product
        return after


def beginnings(shop: Shop) -> Object:
    """One of everything that is still going on."""
    loyal, broke, trier = shop.customer(), shop.customer("chargeCustomerFail"), shop.customer()
    price = shop.price()
    made = {
        "loyal": shop.subscribe(loyal, price)["id"],
        "trier": shop.subscribe(trier, price, trial_period_days=20)["id"],
        "price": price,
    }
    shop.subscribe(broke, price)
    phase = {"items": [{"price": shop.price(900)}], "duration": {"interval": "month"}}
    shop.post("/v1/subscription_schedules", customer=loyal, start_date="now", phases=[phase, phase])
    clock = shop.post("/v1/test_helpers/test_clocks", frozen_time=instant("2030-01-31T00:00:00"))
    shop.subscribe(shop.customer(test_clock=clock["id"]), price)
    shop.post("/v1/webhook_endpoints", url="https://example.com", enabled_events=["*"])
    shop.delete(f"/v1/customers/{shop.customer()}")
    shop.days_pass(5)
    return {**made, "clock": clock["id"]}


def continuation(shop: Shop, made: Object) -> list[Object]:
    """Whatever happens next: renewals, retries, changes, an advance of the test clock."""
    shop.post(f"/v1/prices/{made['price']}", nickname="Gold, monthly")
    shop.post(f"/v1/subscriptions/{made['loyal']}", metadata={"k": "v"}, proration_behavior="none")
    to = instant("2030-03-15T00:00:00")
    shop.post(f"/v1/test_helpers/test_clocks/{made['clock']}/advance", frozen_time=to)
    shop.days_pass(70)
    return [event.render() for event in shop.account.events]


def test_a_loaded_world_goes_on_with_the_same_events_and_ids() -> None:
    stayed, saved_one = Street(), Street()
    made, same = beginnings(stayed), beginnings(saved_one)
    loaded = saved_one.reopened()

    assert made == same
    assert continuation(loaded, same) == continuation(stayed, made)
    assert saved(loaded.sandbox) == saved(stayed.sandbox)


def test_two_runs_of_one_seed_are_the_same_to_the_last_byte_and_of_another_seed_share_no_id() -> (
    None
):
    one, same, other = Street(7), Street(7), Street(8)
    told = [continuation(shop, beginnings(shop)) for shop in (one, same, other)]

    assert told[0] == told[1]
    assert saved(one.sandbox) == saved(same.sandbox)
    assert {event["id"] for event in told[0]}.isdisjoint(event["id"] for event in told[2])
    assert [event["type"] for event in told[0]] == [event["type"] for event in told[2]]


def test_saving_changes_nothing_and_gives_the_same_bytes_twice() -> None:
    shop = Street()
    beginnings(shop)

    assert saved(shop.sandbox) == saved(shop.sandbox)
    assert saved(shop.reopened().sandbox) == saved(shop.sandbox)


def test_a_price_and_the_item_that_has_it_stay_one_object() -> None:
    shop = Street()
    made = beginnings(shop)
    after = shop.reopened()

    after.post(f"/v1/prices/{made['price']}", nickname="new")

    item = after.get(f"/v1/subscriptions/{made['loyal']}")["items"]["data"][0]
    assert item["price"]["nickname"] == "new"


def test_an_idempotency_key_is_still_known() -> None:
    shop = Street()
    answer = keyed(shop)

    assert keyed(shop.reopened()) == answer


def keyed(shop: Shop) -> object:
    headers = {"authorization": f"Bearer {KEY}", "idempotency-key": "k"}
    return json.loads(shop.desk.answer(Incoming("POST", "/v1/customers", headers=headers)).body)


def test_every_field_of_an_account_and_a_world_is_saved_or_rebuilt() -> None:
    """Whoever adds one has to say in snapshot/ how it is saved."""
    rebuilt = {"world", "alias", "livemode", "id", "cause", "test_clock", "moment"}
    kept = {"keys", "api_version", "store", "events", "stats", "requests", "replies", "facts",
            "deleted", "made", "silent", "clock_work", "permissions"}  # fmt: skip
    world = World()

    assert vars(Account(world, "a", ())).keys() == rebuilt | kept
    assert vars(Store()).keys() == {"kinds", "index", "lag"}
    assert vars(world).keys() == {
        *("seed", "start", "clock", "work", "sequence", "accounts"),
        *("listeners", "pages"),
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[:-20],
        lambda whole: whole[:0],
        lambda whole: b"not JSON" + whole,
        lambda whole: b"\n".join(gzip.decompress(whole).splitlines()[:-1]),
        lambda whole: gzip.decompress(whole).replace(b'"version":1', b'"version":9'),
        lambda whole: gzip.decompress(whole).replace(b"subscription.cycle", b"made.up"),
    ],
)
def test_a_broken_snapshot_is_refused_and_changes_nothing(spoil: Callable[[bytes], bytes]) -> None:
    shop = Street()
    beginnings(shop)
    before = saved(shop.sandbox)

    with pytest.raises(StripeError, match="cannot be loaded"):
        load(shop.sandbox, spoil(before))
    assert saved(shop.sandbox) == before


def test_what_is_not_plain_data_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"facts of x\.when is a object"):
        written({"when": object()}, {}, "facts of x")


def test_tuples_come_back_as_tuples() -> None:
    assert read(written({"a": (1, [2])}, {}, ""), _nothing) == {"a": (1, [2])}


def _nothing(kind: str, key: str) -> Object:
    raise KeyError(kind, key)
