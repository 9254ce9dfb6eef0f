"""https://docs.stripe.com/keys"""

import pytest

from sandbox.stripe import resources
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from tests.unit.sandbox.stripe.platform.caller import Caller, RefusedError

SECRET, RESTRICTED, PUBLIC = "sk_test_shop", "rk_test_shop123456", "pk_test_shop"


@pytest.fixture
def world() -> World:
    resources.load()
    made = World()
    made.open("shop", SECRET, RESTRICTED, PUBLIC)
    return made


@pytest.fixture
def owner(world: World) -> Caller:
    return Caller(Desk(world), SECRET)


@pytest.fixture
def employee(owner: Caller) -> Caller:
    return Caller(owner.desk, RESTRICTED)


@pytest.fixture
def browser(owner: Caller) -> Caller:
    return Caller(owner.desk, PUBLIC)


def grant(world: World, **permissions: str) -> None:
    world.accounts["shop"].permissions[RESTRICTED] = permissions


def test_a_restricted_key_may_do_nothing_at_first(employee: Caller, world: World) -> None:
    """Wording: https://github.com/stripe/stripe-node/issues/2246"""
    with pytest.raises(RefusedError) as refused:
        employee.get("/v1/customers")

    assert refused.value.status == 403
    assert refused.value.error["type"] == "invalid_request_error"
    assert str(refused.value) == (
        "The provided key 'rk_test_****123456' does not have the required permissions for this "
        f"endpoint on account '{world.accounts['shop'].id}'. Having the 'rak_customer_read' "
        "permission would allow this request to continue."
    )


def test_who_may_read_may_not_write(employee: Caller, world: World) -> None:
    grant(world, customer="read")

    assert employee.get("/v1/customers")["data"] == []
    with pytest.raises(RefusedError, match="rak_customer_write"):
        employee.post("/v1/customers")


def test_who_may_write_may_read(employee: Caller, world: World) -> None:
    grant(world, customer="write")

    made = employee.post("/v1/customers")

    assert employee.get(f"/v1/customers/{made['id']}") == made


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/v1/account", "rak_accounts_kyc_basic_read"),
        ("/v1/billing_portal/configurations", "rak_customer_portal_read"),
        ("/v1/prices", "rak_plan_read"),
        ("/v1/subscription_schedules", "rak_subscription_read"),
        ("/v1/invoiceitems", "rak_invoice_read"),
        ("/v1/test_helpers/test_clocks", "rak_test_clock_read"),
        ("/v1/webhook_endpoints", "rak_webhook_read"),
    ],
)
def test_each_resource_has_its_permission(employee: Caller, path: str, permission: str) -> None:
    with pytest.raises(RefusedError, match=permission):
        employee.get(path)


def test_a_star_stands_for_the_rest(employee: Caller, world: World) -> None:
    grant(world, **{"*": "read", "charge": "none"})

    assert employee.get("/v1/invoices")["data"] == []
    with pytest.raises(RefusedError, match="rak_charge_read"):
        employee.get("/v1/charges")


def test_a_browser_may_describe_a_card_and_nothing_about_others(browser: Caller) -> None:
    card = {"number": "4242424242424242", "exp_month": 1, "exp_year": 2030}

    assert browser.post("/v1/payment_methods", type="card", card=card)["id"].startswith("pm_")
    with pytest.raises(RefusedError, match="cannot be made with a publishable API key") as refused:
        browser.get("/v1/customers")
    assert refused.value.status == 401


def test_a_browser_shows_the_secret_of_the_intent_it_asks_for(
    owner: Caller, browser: Caller
) -> None:
    intent = owner.post("/v1/setup_intents", payment_method="pm_card_visa")
    path = f"/v1/setup_intents/{intent['id']}"

    assert browser.get(path, client_secret=intent["client_secret"])["id"] == intent["id"]
    with pytest.raises(RefusedError, match="Missing required param: client_secret"):
        browser.get(path)
    with pytest.raises(RefusedError, match="does not match"):
        browser.get(path, client_secret="guessed")
    assert browser.post(f"{path}/confirm", client_secret=intent["client_secret"])["status"] == (
        "succeeded"
    )


def test_an_object_of_the_other_mode_is_not_found_but_hinted_at() -> None:
    resources.load()
    world = World()
    world.open("shop", "sk_test_shop", "sk_live_shop")
    test = Caller(Desk(world), "sk_test_shop")
    live = Caller(test.desk, "sk_live_shop")
    made = live.post("/v1/customers")

    with pytest.raises(RefusedError) as refused:
        test.get(f"/v1/customers/{made['id']}")

    assert made["livemode"] is True
    assert test.post("/v1/customers")["livemode"] is False
    assert str(refused.value) == (
        f"No such customer: '{made['id']}'; a similar object exists in live mode, but a test mode "
        "key was used to make this request."
    )


def test_both_sides_of_an_account_are_one_account() -> None:
    world = World()
    world.open("shop", "sk_test_shop", "sk_live_shop")

    assert world.accounts["shop"].id == world.accounts["shop-live"].id


def test_permissions_outlive_a_reset(employee: Caller, world: World) -> None:
    grant(world, customer="write")

    world.reset()

    assert employee.post("/v1/customers")["object"] == "customer"
