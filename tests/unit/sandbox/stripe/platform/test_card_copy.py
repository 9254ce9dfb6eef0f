"""https://docs.stripe.com/get-started/data-migrations/pan-copy-self-serve"""

import pytest

from sandbox.stripe.card_copy.copying import begin
from sandbox.stripe.card_copy.eligibility import obstacle
from sandbox.stripe.card_copy.mapping import as_csv
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import Caller, Object

HOUR = 3600


@pytest.fixture
def ann(us: Caller) -> Object:
    return us.post(
        "/v1/customers",
        name="Ann",
        email="ann@example.com",
        phone="+48 1",
        address={"country": "PL"},
        metadata={"tier": "gold"},
        description="pays late",
        balance=-500,
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )


def copied(world: World, **order: object) -> Object:
    """Have everything copied from us to intl, and wait for it."""
    job = begin(world, Order.model_validate({"source": "us", "target": "intl", **order}))
    world.advance(job["ready_at"])
    return job


def card_of(caller: Caller, customer: str) -> Object:
    found: Object = caller.get("/v1/payment_methods", customer=customer)["data"][0]
    return found


def test_a_copied_customer_keeps_the_id_and_the_card_gets_another(
    clockwork: World, us: Caller, intl: Caller, ann: Object
) -> None:
    job = copied(clockwork)

    old, new = card_of(us, ann["id"]), card_of(intl, ann["id"])
    assert old["id"] != new["id"]
    assert new["id"].startswith("pm_")
    assert job["mapping"] == [
        {
            "customer_id_old": ann["id"],
            "source_id_old": old["id"],
            "customer_id_new": ann["id"],
            "source_id_new": new["id"],
        }
    ]


def test_who_the_customer_is_comes_along_and_what_they_owe_does_not(
    clockwork: World, intl: Caller, ann: Object
) -> None:
    copied(clockwork)

    there = intl.get(f"/v1/customers/{ann['id']}")

    for carried in ("name", "email", "phone", "address", "metadata"):
        assert there[carried] == ann[carried]
    assert there["balance"] == 0
    assert there["description"] is None
    assert there["invoice_settings"]["default_payment_method"] is None


def test_subscriptions_prices_and_history_stay_behind(
    clockwork: World, us: Caller, intl: Caller, ann: Object
) -> None:
    product = us.post("/v1/products", name="Gold")["id"]
    price = {"currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
    item = {"price": us.post("/v1/prices", product=product, **price)["id"]}
    us.post("/v1/subscriptions", customer=ann["id"], items=[item])

    copied(clockwork)

    for left in ("subscriptions", "products", "prices", "invoices", "charges"):
        assert intl.get(f"/v1/{left}")["data"] == []


def test_a_copied_card_can_be_charged(clockwork: World, intl: Caller, ann: Object) -> None:
    copied(clockwork)
    product = intl.post("/v1/products", name="Gold")["id"]
    price = {"currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
    item = {"price": intl.post("/v1/prices", product=product, **price)["id"]}

    made = intl.post(
        "/v1/subscriptions",
        customer=ann["id"],
        items=[item],
        default_payment_method=card_of(intl, ann["id"])["id"],
    )

    assert made["status"] == "active"


def test_the_copy_takes_hours_and_nothing_is_seen_before(
    clockwork: World, intl: Caller, ann: Object
) -> None:
    job = begin(clockwork, Order(source="us", target="intl"))

    clockwork.advance(clockwork.clock + 4 * HOUR - 1)
    before = intl.get("/v1/customers")["data"]
    clockwork.advance(clockwork.clock + 1)

    assert before == []
    assert job["status"] == "complete"
    assert [each["id"] for each in intl.get("/v1/customers")["data"]] == [ann["id"]]


def test_from_ten_thousand_customers_on_it_takes_days() -> None:
    order = Order(source="us", target="intl")

    assert order.takes(9_999) == 4 * HOUR
    assert order.takes(10_000) == 72 * HOUR


def test_the_old_account_keeps_everything(clockwork: World, us: Caller, ann: Object) -> None:
    before = card_of(us, ann["id"])

    copied(clockwork)

    assert us.get(f"/v1/customers/{ann['id']}") == ann
    assert card_of(us, ann["id"]) == before


def test_a_second_copy_adds_only_what_is_new(
    clockwork: World, us: Caller, intl: Caller, ann: Object
) -> None:
    copied(clockwork)
    us.post("/v1/payment_methods/pm_card_mastercard/attach", customer=ann["id"])
    bea = us.post("/v1/customers", name="Bea", payment_method="pm_card_visa")
    us.post(f"/v1/customers/{ann['id']}", name="Anna")

    job = copied(clockwork)

    assert len(intl.get("/v1/customers")["data"]) == 2
    assert len(intl.get("/v1/payment_methods", customer=ann["id"])["data"]) == 2
    assert len(intl.get("/v1/payment_methods", customer=bea["id"])["data"]) == 1
    assert intl.get(f"/v1/customers/{ann['id']}")["name"] == "Ann"
    assert len(job["mapping"]) == 3


def test_a_partial_copy_carries_whom_it_names(
    clockwork: World, us: Caller, intl: Caller, ann: Object
) -> None:
    us.post("/v1/customers", name="Bea")

    copied(clockwork, customers=[ann["id"]])

    assert [each["name"] for each in intl.get("/v1/customers")["data"]] == ["Ann"]


def test_ids_may_change_and_the_mapping_tells(clockwork: World, intl: Caller, ann: Object) -> None:
    job = copied(clockwork, ids="changed")

    (line,) = job["mapping"]
    assert line["customer_id_new"] != line["customer_id_old"] == ann["id"]
    assert intl.get(f"/v1/customers/{line['customer_id_new']}")["name"] == "Ann"


@pytest.mark.parametrize(
    ("rule", "names"), [("new_id", ["Ann", "Cleo"]), ("merge", ["Cleo"]), ("skip", ["Cleo"])]
)
def test_another_person_with_the_same_id_is_never_overwritten(
    clockwork: World, intl: Caller, ann: Object, rule: str, names: list[str]
) -> None:
    cleo = intl.post("/v1/customers", name="Cleo")
    account = clockwork.accounts["intl"]
    account.store.drop(account.get("customer", cleo["id"]))
    account.store.put({**cleo, "id": ann["id"]})

    job = copied(clockwork, collisions=rule)

    assert sorted(each["name"] for each in intl.get("/v1/customers")["data"]) == names
    assert intl.get(f"/v1/customers/{ann['id']}")["name"] == "Cleo"
    assert bool(job["skipped"]) == (rule == "skip")


def test_a_customer_without_a_card_is_copied_too(
    clockwork: World, us: Caller, intl: Caller
) -> None:
    bare = us.post("/v1/customers", name="Dot")

    job = copied(clockwork)

    assert intl.get(f"/v1/customers/{bare['id']}")["name"] == "Dot"
    assert job["mapping"][0]["source_id_new"] == ""


def test_who_is_deleted_while_the_copy_runs_stays_behind(
    clockwork: World, us: Caller, intl: Caller, ann: Object
) -> None:
    begin(clockwork, Order(source="us", target="intl"))
    us.delete(f"/v1/customers/{ann['id']}")

    clockwork.advance(clockwork.clock + 4 * HOUR)

    assert intl.get("/v1/customers")["data"] == []


@pytest.mark.usefixtures("ann")
def test_the_receiver_hears_of_every_copied_customer_and_card(
    clockwork: World, intl: Caller
) -> None:
    copied(clockwork)

    told = [event["type"] for event in intl.get("/v1/events")["data"]]

    assert told == ["payment_method.attached", "customer.created"]


@pytest.mark.parametrize(
    ("method", "stays"),
    [
        ({"object": "payment_method", "type": "card"}, False),
        ({"object": "payment_method", "type": "us_bank_account"}, False),
        ({"object": "payment_method", "type": "sepa_debit"}, True),
        ({"object": "payment_method", "type": "bacs_debit"}, True),
        ({"object": "payment_method", "type": "acss_debit"}, True),
        ({"object": "payment_method", "type": "link"}, True),
        ({"object": "card"}, False),
        ({"object": "source", "type": "card"}, False),
        ({"object": "source", "type": "sepa_debit"}, True),
        ({"object": "bank_account"}, False),
    ],
)
def test_what_the_recipient_did_not_accept_or_stripe_never_copies_stays(
    method: Object, stays: bool
) -> None:
    assert bool(obstacle(method, accepted=["us_bank_account"])) == stays


def test_the_mapping_is_the_file_stripe_offers() -> None:
    text = as_csv(
        [
            {
                "customer_id_old": "cus_1",
                "source_id_old": "pm_1",
                "customer_id_new": "cus_1",
                "source_id_new": "pm_2",
            }
        ]
    )

    assert text == (
        "customer_id_old,source_id_old,customer_id_new,source_id_new\ncus_1,pm_1,cus_1,pm_2\n"
    )


def test_test_data_is_not_copied_into_a_live_account(clockwork: World) -> None:
    clockwork.open("live", "sk_live_1")

    with pytest.raises(StripeError, match="never copied"):
        begin(clockwork, Order(source="us", target="live"))


def test_an_old_card_object_stays_one_and_can_be_the_default_again(
    clockwork: World, us: Caller, intl: Caller
) -> None:
    old = us.post("/v1/customers", source="tok_visa")

    (line,) = copied(clockwork)["mapping"]
    there = intl.post(f"/v1/customers/{old['id']}", default_source=line["source_id_new"])

    assert line["source_id_old"] == old["default_source"]
    assert line["source_id_new"].startswith("card_")
    assert there["default_source"] == line["source_id_new"]
