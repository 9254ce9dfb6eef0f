"""What is sold inside HighLevel, and invoices that mirror what was billed elsewhere (CRM-2)."""

import pytest

from sandbox.highlevel.control import deeds
from sandbox.highlevel.core.errors import Refused
from sandbox.highlevel.people import selling
from tests.unit.sandbox.highlevel.agency import DAY, Agency, invoice


def test_amounts_are_major_units(agency: Agency) -> None:
    ada = agency.person()
    agency.buys(ada, "19.90", currency="EUR", charge="ch_1")
    agency.buys(ada, "500", currency="JPY")

    yen, euro = agency.sold("transactions")["data"]

    assert (euro["amount"], euro["currency"], euro["chargeId"]) == (19.9, "EUR", "ch_1")
    assert (yen["amount"], yen["contactEmail"]) == (500, "ada@example.com")


def test_a_checkout_with_a_subscription_is_an_order_a_transaction_and_a_subscription(
    agency: Agency,
) -> None:
    order, paid, begun = agency.buys(agency.person(), subscription="sub_1")

    assert paid is not None
    assert begun is not None
    assert agency.sold("orders")["data"][0]["status"] == "completed"
    (transaction,) = agency.sold("transactions", subscriptionId="sub_1")["data"]
    assert (transaction["_id"], transaction["entityId"]) == (paid.id, order.id)
    (listed,) = agency.sold("subscriptions", getPaymentsCollectedCount="true")["data"]
    assert (listed["subscriptionId"], listed["paymentsCollectedCount"]) == ("sub_1", 1)
    shown = agency.sold(f"subscriptions/{begun.id}")
    assert shown["paymentProvider"]["type"] == "stripe"
    assert agency.sold(f"transactions/{paid.id}")["contactSnapshot"]["email"] == "ada@example.com"


def test_a_subscription_renews_fails_and_ends(agency: Agency) -> None:
    _, _, begun = agency.buys(agency.person(), subscription="I-1", provider="paypal")
    assert begun is not None
    agency.days_pass(30)

    selling.renew(agency.world, begun, selling.Charge("failed", "paypal"))
    selling.stands(agency.world, begun, "canceled")

    newest = agency.sold("transactions")["data"][0]
    assert (newest["status"], newest["paymentProviderType"]) == ("failed", "paypal")
    ended = agency.sold("subscriptions", id=begun.id)["data"][0]
    assert ended["status"] == "canceled"
    assert ended["canceledAt"].startswith("2025-03-02")


def test_a_refund_is_told_in_parts_and_whole(agency: Agency) -> None:
    order, paid, _ = agency.buys(agency.person(), "20")
    assert paid is not None

    selling.refund(agency.world, paid, paid.amount / 4)
    assert agency.sold("transactions")["data"][0]["amountRefunded"] == 5
    selling.refund(agency.world, paid)

    assert order.refunded == 20
    assert agency.sold("transactions")["data"][0]["status"] == "refunded"
    assert agency.sold("orders", paymentStatus="refunded")["data"][0]["_id"] == order.id


def test_what_was_sold_to_a_merged_contact_is_the_kept_ones(agency: Agency) -> None:
    ada, other = agency.person(), agency.person("ada@old.example")
    agency.buys(other, subscription="sub_1")

    deeds.merge(agency.world, agency.known(ada), agency.known(other))

    for what in ("orders", "transactions", "subscriptions"):
        assert agency.sold(what)["data"][0]["contactId"] == ada
    agency.refused(agency.ask("GET", f"/contacts/{other}"), 400)
    with pytest.raises(Refused, match="Two contacts"):
        deeds.merge(agency.world, agency.known(ada), agency.known(ada))


def test_lists_come_in_stretches_newest_first(agency: Agency) -> None:
    ada = agency.person()
    bought = []
    for _ in range(12):
        bought.append(agency.buys(ada)[0].id)
        agency.days_pass(1)

    first = agency.sold("orders")
    rest = agency.sold("orders", limit=10, offset=10)

    assert (len(first["data"]), first["totalCount"]) == (10, 12)
    assert [each["_id"] for each in (*first["data"], *rest["data"])] == bought[::-1]


def test_days_are_whole_and_both_are_included(agency: Agency) -> None:
    ada = agency.person()
    for _ in range(3):
        agency.buys(ada)
        agency.days_pass(1)

    middle = agency.sold("orders", startAt="2025-02-01", endAt="2025-02-01")
    instants = agency.sold("orders", startAt="2025-02-01T10:00:00Z")

    assert middle["totalCount"] == 1
    assert instants["totalCount"] == 2


def test_nothing_can_be_sold_by_the_api(agency: Agency) -> None:
    for what in ("orders", "transactions", "subscriptions"):
        answer = agency.ask("POST", f"/payments/{what}", {"altId": agency.location.id})
        assert "not implemented here" in agency.refused(answer, 501)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"altId": ""}, 422),
        ({"limit": "many"}, 422),
        ({"limit": "101"}, 422),
        ({"startAt": "yesterday"}, 422),
        ({"paymentMode": "both"}, 422),
        ({"search": "Ada"}, 501),
        ({"colour": "red"}, 422),
        ({"altId": "elsewhere"}, 403),
    ],
)
def test_a_list_asked_for_wrongly_is_refused(
    agency: Agency, query: dict[str, str], status: int
) -> None:
    agency.buys(agency.person())
    asked = {"altId": agency.location.id, "altType": "location", **query}

    agency.refused(agency.ask("GET", "/payments/orders", **asked), status)


def test_an_order_paid_elsewhere_is_noted_once(agency: Agency) -> None:
    order, _, _ = agency.buys(agency.person(), "30", status="none")
    place = f"/payments/orders/{order.id}/record-payment"
    said = {"altId": agency.location.id, "altType": "location", "mode": "cash"}

    assert agency.done("POST", place, {**said, "amount": 10}) == {"success": True}
    assert agency.sold(f"orders/{order.id}")["status"] == "partially_paid"
    agency.refused(agency.ask("POST", place, {**said, "amount": 21}), 400)
    agency.done("POST", place, said)
    agency.refused(agency.ask("POST", place, said), 400)

    assert [each["amount"] for each in agency.sold("transactions")["data"]] == [20, 10]


def payment(agency: Agency, **more: object) -> dict[str, object]:
    return {"altId": agency.location.id, "altType": "location", "mode": "other", **more}


def test_an_invoice_is_mirrored_and_paid(agency: Agency) -> None:
    made = agency.done("POST", "/invoices/", invoice(agency))
    assert (made["status"], made["total"], made["amountDue"]) == ("draft", 39.8, 39.8)

    place = f"/invoices/{made['_id']}/record-payment"
    agency.done("POST", place, payment(agency, amount=19.9))
    told = agency.done("POST", place, payment(agency))

    assert told["success"] is True
    assert (told["invoice"]["status"], told["invoice"]["amountPaid"]) == ("paid", 39.8)
    assert [each["amount"] for each in agency.sold("transactions")["data"]] == [19.9, 19.9]
    agency.refused(agency.ask("POST", place, payment(agency)), 400)


def test_the_list_of_invoices_insists_on_its_paging(agency: Agency) -> None:
    made = agency.done("POST", "/invoices/", invoice(agency))
    mine = {"altId": agency.location.id, "altType": "location"}

    agency.refused(agency.ask("GET", "/invoices/", **mine), 422)
    paging = {**mine, "limit": 10, "offset": 0}
    listed = agency.get("/invoices/", **paging, contactId=made["contactDetails"]["id"])
    agency.done("POST", f"/invoices/{made['_id']}/void", mine)

    assert ([each["_id"] for each in listed["invoices"]], listed["total"]) == ([made["_id"]], 1)
    assert agency.get("/invoices/", **paging, search="in_2")["total"] == 0
    assert agency.get("/invoices/", **paging, status="void")["total"] == 1
    assert agency.get(f"/invoices/{made['_id']}", **mine)["amountDue"] == 0


def test_a_discount_is_taken_off_to_the_cent(agency: Agency) -> None:
    off = {"type": "percentage", "value": 10}

    assert agency.done("POST", "/invoices/", invoice(agency, discount=off))["total"] == 35.82


def test_the_schema_of_a_payment_may_be_meant_seriously(agency: Agency) -> None:
    agency.world.state.settings.all_means_required = True
    made = agency.done("POST", "/invoices/", invoice(agency))
    place = f"/invoices/{made['_id']}/record-payment"
    means = {"card": {"brand": "", "last4": ""}, "cheque": {"number": ""}, "notes": ""}

    complaint = agency.refused(agency.ask("POST", place, payment(agency)), 422)
    assert complaint == "; ".join(f"{each} should not be empty" for each in means)
    agency.done("POST", place, payment(agency, **means))


@pytest.mark.parametrize(
    "left_out", ["discount", "contactDetails", "sentTo", "liveMode", "issueDate", "businessDetails"]
)
def test_an_invoice_needs_everything_its_schema_requires(agency: Agency, left_out: str) -> None:
    said = invoice(agency)
    del said[left_out]

    assert left_out in agency.refused(agency.ask("POST", "/invoices/", said), 422)


def test_time_only_moves_forward(agency: Agency) -> None:
    agency.days_pass(1)

    with pytest.raises(Exception, match="never goes back"):
        agency.world.advance(agency.world.now - DAY)
