"""What ``StripeApi`` promises, with the SDK against the local Stripe: over HTTP, and in process
(MIG-5, MIG-6, MIG-13, OPS-6)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pytest

from carryover.adapters.pace import LocalPace, Unpaced
from carryover.adapters.pacing import Limits
from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.answers import Contradicted
from carryover.adapters.stripe.direct import ROUNDS, StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.endpoints import endpoint
from carryover.adapters.stripe.patience import PAUSES, PatientDoors
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.stripe_api import Json, Refused
from carryover.ports.stripe_memory import OnlyRemembered
from sandbox.stripe.control_messages import Faults
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.http.faults import ApiFaults
from sandbox.stripe.inside import Inside
from sandbox.stripe.server import serving

KEY, ROLLED = "sk_test_us", "sk_test_us_rolled"


@dataclass
class Secrets:
    """A secret that people change."""

    value: str = "{}"

    def get_secret_value(self, *, SecretId: str) -> Mapping[str, str]:  # noqa: N803 - AWS's name
        assert SecretId == "keys"
        return {"SecretString": self.value}


@dataclass
class Shop:
    """An account, our way into it, and a record of every request's endpoint and wait."""

    url: str | None
    world: World
    secrets: Secrets = field(default_factory=Secrets)
    asked: list[str] = field(default_factory=list)
    slept: float = 0.0
    watch: float = 0.0

    def __post_init__(self) -> None:
        self.faults = ApiFaults()
        wire = None if self.url else Inside(Desk(self.world), self.faults)
        self.put_key(KEY)
        keys = KeySecret(cast("Any", self.secrets), "keys")
        self.doors = Doors(keys, lambda: self.watch, lambda _: None, wire)
        pace = LocalPace(lambda _: Limits(), lambda: self.watch, self._sleep)
        self.stripe = StripeDirect(self.doors, Noted(pace, self.asked))

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.watch += seconds

    def put_key(self, key: str) -> None:
        self.secrets.value = json.dumps({"us": {"key": key, "api_base": self.url}})

    def breaks(self, kind: str, **more: Any) -> None:
        order = {"kind": kind, "seconds": 0.01, **more}
        if self.url:
            httpx.put(f"{self.url}/_sandbox/faults", json={"api": [order]}).raise_for_status()
        else:
            self.faults.orders = Faults.model_validate({"api": [order]}).api

    def makes(self, path: str = "customers", key: str = "", **said: Any) -> Json:
        made = self.stripe.post("us", path, said, key=key or f"{path} {len(self.asked)}")
        assert not isinstance(made, Refused)
        return made


@dataclass(frozen=True)
class Noted:
    """A pace that writes down who took a turn."""

    pace: LocalPace
    asked: list[str]

    def take(self, account: str, endpoint: str) -> None:
        self.asked.append(endpoint)
        self.pace.take(account, endpoint)

    def slower(self, account: str, endpoint: str | None) -> None:
        self.pace.slower(account, endpoint)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, World]]:
    world = World()
    world.open("us", KEY, ROLLED)
    with serving(world) as url:
        yield url, world


@pytest.fixture(params=["over HTTP", "in process"])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    if request.param == "in process":
        world = World()
        world.open("us", KEY, ROLLED)
        yield Shop(None, world)
        return
    url, world = request.getfixturevalue("address")
    httpx.post(f"{url}/_sandbox/reset").raise_for_status()
    httpx.put(f"{url}/_sandbox/faults", json={}).raise_for_status()
    yield Shop(url, world)
    httpx.put(f"{url}/_sandbox/faults", json={}).raise_for_status()


def test_parameters_arrive_as_they_are_meant(shop: Shop) -> None:
    price = shop.makes(
        "prices",
        currency="usd",
        unit_amount=1990,
        recurring={"interval": "month", "interval_count": 3},
        product_data={"name": "Tea & cake, 50 % off [really]"},
        metadata={"empty": None, "note": "ä=b&c"},
        active=False,
        lookup_key=None,
        expand=("product",),
    )

    assert price["unit_amount"] == 1990
    assert price["recurring"]["interval_count"] == 3
    assert price["product"]["name"] == "Tea & cake, 50 % off [really]"
    assert price["active"] is False
    assert price["metadata"]["note"] == "ä=b&c"
    assert price["lookup_key"] is None


def test_lists_of_dictionaries_and_empty_texts_arrive_too(shop: Shop) -> None:
    prices = [
        shop.makes(
            "prices",
            currency="usd",
            unit_amount=amount,
            recurring={"interval": "month"},
            product_data={"name": f"No. {amount}"},
        )["id"]
        for amount in (100, 200)
    ]
    customer = shop.makes(metadata={"vip": "yes"}, source="tok_visa")["id"]

    made = shop.makes(
        "subscriptions",
        customer=customer,
        items=({"price": prices[0], "quantity": 2}, {"price": prices[1]}),
        discounts="",
        off_session=True,
    )
    cleared = shop.makes(f"customers/{customer}", metadata="")

    assert [item["quantity"] for item in made["items"]["data"]] == [2, 1]
    assert cleared["metadata"] == {}


@pytest.mark.parametrize("formless", [1.5, {1, 2}, object(), [None]])
def test_what_has_no_form_is_a_bug_and_never_sent(shop: Shop, formless: object) -> None:
    with pytest.raises(TypeError):
        shop.makes(balance=formless)

    assert not any(shop.world.accounts["us"].store.kinds["customer"])


def test_the_same_key_writes_once_and_says_the_same_again(shop: Shop) -> None:
    first = shop.makes(key="carryover:acme:us/cus_1:customer:1", email="ada@example.com")
    again = shop.makes(key="carryover:acme:us/cus_1:customer:1", email="ada@example.com")

    assert first == again
    assert len(list(shop.world.accounts["us"].all("customer"))) == 1


def test_one_key_for_two_meanings_is_a_bug_of_ours(shop: Shop) -> None:
    shop.makes(key="k", email="ada@example.com")

    with pytest.raises(Contradicted, match="One key, two writes to customers: k"):
        shop.makes(key="k", email="bob@example.com")


def test_the_no_to_a_write_is_an_answer(shop: Shop) -> None:
    said = shop.stripe.post("us", "subscriptions", {"customer": "cus_nobody"}, key="k")

    assert isinstance(said, Refused)
    assert said.status in {400, 404}
    assert said.request.startswith("req_")
    assert said.message


def test_a_card_that_is_declined_is_an_answer(shop: Shop) -> None:
    said = shop.stripe.post("us", "customers", {"source": "tok_chargeDeclined"}, key="k")

    assert isinstance(said, Refused)
    assert (said.status, said.code) == (402, "card_declined")


def test_what_stripe_does_not_know_is_none(shop: Shop) -> None:
    assert shop.stripe.get("us", "customers/cus_nobody") is None


def test_what_is_there_is_read_as_stripe_says_it(shop: Shop) -> None:
    made = shop.makes(email="ada@example.com")

    assert shop.stripe.get("us", f"customers/{made['id']}") == made


def test_asking_needs_no_key_and_deleting_is_done_once(shop: Shop) -> None:
    made = shop.makes(email="ada@example.com")

    preview = shop.stripe.ask("us", "invoices/create_preview", {"customer": made["id"]})
    refused = shop.stripe.ask("us", "invoices/create_preview", {"customer": "cus_nobody"})
    gone = shop.stripe.delete("us", f"customers/{made['id']}", {}, key="k")
    again = shop.stripe.delete("us", f"customers/{made['id']}", {}, key="k")

    assert not isinstance(preview, Refused)
    assert isinstance(refused, Refused), "a no, not a crash"
    assert not isinstance(gone, Refused)
    assert gone["deleted"] is True
    assert isinstance(again, Refused)
    assert again.code == "resource_missing"


def test_lists_are_read_page_by_page_though_objects_go_meanwhile(shop: Shop) -> None:
    made = [shop.makes(key=f"c{number}")["id"] for number in range(130)]

    pages = shop.stripe.pages("us", "customers")
    first = next(pages)
    for gone in made[29:32]:
        shop.stripe.delete("us", f"customers/{gone}", {}, key="gone")
    rest = [one["id"] for page in pages for one in page]

    assert [one["id"] for one in first] == made[130:29:-1]
    assert rest == made[28::-1]


def test_a_list_that_lost_its_place_is_begun_again_by_a_person(shop: Shop) -> None:
    made = [shop.makes(key=f"c{number}")["id"] for number in range(110)]
    pages = shop.stripe.pages("us", "customers", {"limit": 5})
    next(pages)
    for gone in made[-5:]:
        shop.stripe.delete("us", f"customers/{gone}", {}, key="gone")

    with pytest.raises(NeedsReview, match="Begin it again"):
        next(pages)


def test_a_rolled_key_is_taken_from_the_secret_in_mid_work(shop: Shop) -> None:
    shop.put_key("sk_test_withdrawn")
    with pytest.raises(NeedsReview, match="revoked, expired or mistyped"):
        shop.makes(key="k")

    shop.put_key(ROLLED)

    assert shop.makes(key="k")["object"] == "customer"


def test_a_request_that_was_turned_away_queues_up_again_at_a_slower_pace(shop: Shop) -> None:
    shop.breaks("rate_limit", times=2)

    assert shop.makes(key="k")["object"] == "customer"
    assert shop.asked == ["POST customers"] * 3
    assert len(list(shop.world.accounts["us"].all("customer"))) == 1


def test_a_stripe_that_turns_everything_away_gets_its_rest(shop: Shop) -> None:
    shop.breaks("rate_limit", times=None)

    with pytest.raises(Retryable, match="429"):
        shop.makes(key="k")

    assert len(shop.asked) == ROUNDS


@pytest.mark.parametrize("kind", ["server_error", "reset", "conflict"])
def test_a_write_whose_answer_was_lost_is_done_once_when_it_comes_again(
    shop: Shop, kind: str
) -> None:
    shop.breaks(kind, times=None, after_effect=True)
    with pytest.raises(Retryable):
        shop.makes(key="k", email="ada@example.com")
    shop.breaks("slow")

    shop.makes(key="k", email="ada@example.com")

    assert len(list(shop.world.accounts["us"].all("customer"))) == 1


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_failure_stripe_remembers_is_no_reason_to_wait_for_another_answer(
    shop: Shop, after_effect: bool
) -> None:
    shop.breaks("server_error", remembered=True, after_effect=after_effect)

    with pytest.raises(OnlyRemembered):
        shop.makes(key="move:1", email="ada@example.com")
    made = len(list(shop.world.accounts["us"].all("customer")))
    with pytest.raises(OnlyRemembered):
        shop.makes(key="move:1", email="ada@example.com")

    assert made == (1 if after_effect else 0), "only the world tells whether it happened"
    assert shop.makes(key="move:2", email="ada@example.com")["object"] == "customer"


def test_a_person_is_spared_a_moments_trouble(shop: Shop) -> None:
    shop.breaks("reset", times=6)
    doors = PatientDoors(
        shop.doors.keys, lambda: 0.0, lambda _: None, shop.doors.wire, sleep=shop._sleep
    )
    patient = StripeDirect(doors, Unpaced())

    assert patient.get("us", "customers/cus_nobody") is None
    assert shop.slept == sum(PAUSES), "each try is two of the SDK's"


def test_trouble_that_lasts_is_told_in_the_end(shop: Shop) -> None:
    shop.breaks("server_error", times=None)
    doors = PatientDoors(
        shop.doors.keys, lambda: 0.0, lambda _: None, shop.doors.wire, sleep=shop._sleep
    )

    with pytest.raises(Retryable, match="cannot answer for us now"):
        StripeDirect(doors, Unpaced()).get("us", "customers/cus_nobody")


def test_requests_wait_for_their_turn(shop: Shop) -> None:
    for _ in range(48):
        shop.stripe.get("us", "customers/cus_nobody")

    assert shop.slept == pytest.approx(48 / 23.75, abs=0.1), "25 a second in test mode, less 5 %"
    assert set(shop.asked) == {"GET customers/{id}"}


def test_stripes_clock_is_read_anew_unless_it_was_heard_just_now(shop: Shop) -> None:
    now = shop.stripe.now("us")
    shop.world.advance(now + 3600)
    assert shop.stripe.now("us") == now + 3600

    hasty = StripeDirect(shop.doors, shop.stripe.pace, fresh_for=1.0)
    hasty.get("us", "customers/cus_nobody")
    hasty.now("us")
    shop.asked.clear()

    assert hasty.now("us") == now + 3600
    assert shop.asked == []
    shop.watch += 1.5
    hasty.now("us")
    assert shop.asked == ["GET subscriptions"]


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("get", "subscriptions", "GET subscriptions"),
        ("get", "subscriptions/sub_1", "GET subscriptions/{id}"),
        ("post", "invoices/create_preview", "POST invoices/create_preview"),
        ("get", "customers/search", "GET customers/search"),
        ("post", "customers/cus_1/tax_ids", "POST customers/{id}/tax_ids"),
        ("delete", "customers/cus_1/tax_ids/txi_1", "DELETE customers/{id}/tax_ids/{id}"),
        ("get", "checkout/sessions/cs_1", "GET checkout/sessions/{id}"),
        (
            "post",
            "test_helpers/test_clocks/c_1/advance",
            "POST test_helpers/test_clocks/{id}/advance",
        ),
        ("get", "account", "GET account"),
        ("get", "coupons/SUMMER", "GET coupons/{id}"),
    ],
)
def test_endpoints_are_told_apart_as_stripe_counts_them(method: str, path: str, named: str) -> None:
    assert endpoint(method, path) == named
