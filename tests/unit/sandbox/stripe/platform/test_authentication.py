"""https://docs.stripe.com/api/authentication"""

from base64 import b64encode

import pytest

from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming
from tests.unit.sandbox.stripe.platform.caller import KEY, Caller, RefusedError


def test_two_accounts_share_nothing_but_the_clock(us: Caller, intl: Caller) -> None:
    made = us.post("/v1/customers", email="a@example.com")

    with pytest.raises(RefusedError, match="No such customer"):
        intl.get(f"/v1/customers/{made['id']}")
    assert intl.get("/v1/customers")["data"] == []


def test_a_key_may_come_as_the_user_of_basic_authentication(us: Caller) -> None:
    basic = b64encode(f"{KEY}:".encode()).decode()

    reply = us.desk.answer(
        Incoming("GET", "/v1/customers", headers={"authorization": f"Basic {basic}"})
    )

    assert reply.status == 200


@pytest.mark.parametrize("header", ["", "Bearer ", "Basic !!!", "Digest abc"])
def test_no_key_is_refused_with_401(us: Caller, header: str) -> None:
    reply = us.desk.answer(Incoming("GET", "/v1/customers", headers={"authorization": header}))

    assert reply.status == 401
    assert b"You did not provide an API key" in reply.body


def test_an_unknown_key_is_refused_and_only_its_ends_are_shown(us: Caller) -> None:
    with pytest.raises(RefusedError) as refused:
        Caller(us.desk, "sk_test_somebodyelse1234").get("/v1/customers")

    assert refused.value.status == 401
    assert str(refused.value) == "Invalid API Key provided: sk_test_************1234"


def test_a_publishable_key_cannot_read(us: Caller) -> None:
    with pytest.raises(RefusedError, match="publishable"):
        Caller(us.desk, "pk_test_us").get("/v1/customers")


def test_no_account_is_connected_to_another(us: Caller, clockwork: World) -> None:
    mine, theirs = (clockwork.accounts[alias].id for alias in ("us", "intl"))

    assert us.with_headers(stripe_account=mine).get("/v1/customers")["data"] == []
    with pytest.raises(RefusedError, match="does not have access to account") as refused:
        us.with_headers(stripe_account=theirs).get("/v1/customers")
    assert refused.value.status == 403
    assert refused.value.error["code"] == "account_invalid"


def test_a_live_key_makes_live_objects() -> None:
    world = World()
    world.open("live", "sk_live_1")

    assert Caller(Desk(world), "sk_live_1").post("/v1/customers")["livemode"] is True


def test_the_pinned_version_is_answered_and_echoed(us: Caller) -> None:
    reply = us.with_headers(stripe_version="2026-10-28.endive").reply("GET", "/v1/customers")

    assert reply.status == 200
    assert reply.headers["stripe-version"] == "2026-10-28.endive"


@pytest.mark.parametrize(
    ("version", "status"), [("yesterday", 400), ("2019-12-03", 501), ("2027-03-31.endive", 501)]
)
def test_versions_without_a_shape_are_refused_instead_of_answered_in_the_wrong_one(
    us: Caller, version: str, status: int
) -> None:
    assert us.with_headers(stripe_version=version).reply("GET", "/v1/customers").status == status
