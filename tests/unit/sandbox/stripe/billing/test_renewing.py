"""docs.stripe.com/billing/invoices/subscription and …/revenue-recovery/smart-retries."""

from sandbox.stripe.lifecycle.settings import LastResort, set_after_last_retry
from tests.unit.sandbox.stripe.billing.shop import DAY, Shop, instant, period, shown


def test_renewal_drafts_at_the_boundary_and_charges_an_hour_later(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))

    shop.it_is("2025-02-28T10:00:00")
    draft = shop.invoices(subscription)[-1]
    assert (draft["status"], draft["number"]) == ("draft", None)
    assert shown(draft["automatically_finalizes_at"]) == "2025-02-28T11:00:00"
    shop.it_is("2025-02-28T10:59:59")
    assert shop.charged()[customer] == 2000
    shop.it_is("2025-02-28T11:00:00")

    paid = shop.invoices(subscription)[-1]
    assert (paid["status"], paid["number"][-5:]) == ("paid", "-0002")
    assert shop.charged()[customer] == 4000


def test_a_renewal_invoice_spans_the_past_period_and_its_line_the_next(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    shop.it_is("2025-03-01T00:00:00")

    invoice = shop.invoices(subscription)[-1]
    assert invoice["billing_reason"] == "subscription_cycle"
    assert shown(invoice["period_start"]) == "2025-01-31T10:00:00"
    assert shown(invoice["period_end"]) == "2025-02-28T10:00:00"
    assert invoice["lines"]["data"][0]["period"] == {
        "start": instant("2025-02-28T10:00:00"),
        "end": instant("2025-03-31T10:00:00"),
    }


def test_a_subscription_from_the_31st_renews_at_each_months_end(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    shop.it_is("2025-06-01T00:00:00")

    assert [shown(each["created"])[:10] for each in shop.invoices(subscription)] == [
        "2025-01-31",
        "2025-02-28",
        "2025-03-31",
        "2025-04-30",
        "2025-05-31",
    ]


def test_the_update_at_a_renewal_tells_the_old_period_and_invoice(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    shop.it_is("2025-02-28T10:00:00")

    event = next(e for e in reversed(shop.heard) if e.type == "customer.subscription.updated")
    before = event.render()["data"]["previous_attributes"]
    assert before["latest_invoice"] == subscription["latest_invoice"]
    old = before["items"]["data"][0]
    assert shown(old["current_period_end"]) == "2025-02-28T10:00:00"


def card_goes_bad(shop: Shop) -> tuple[str, dict[str, object]]:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.gets_card(customer, "chargeCustomerFail")
    shop.it_is("2025-02-28T11:00:00")
    return customer, subscription


def test_a_failed_renewal_is_past_due_and_tried_again(shop: Shop) -> None:
    customer, subscription = card_goes_bad(shop)

    invoice = shop.invoices(subscription)[-1]
    assert shop.subscription(subscription)["status"] == "past_due"
    assert (invoice["status"], invoice["attempt_count"]) == ("open", 1)
    assert invoice["next_payment_attempt"] == instant("2025-02-28T11:00:00") + DAY
    assert shop.get(f"/v1/customers/{customer}")["delinquent"]


def test_a_retry_that_succeeds_makes_everything_good_again(shop: Shop) -> None:
    customer, subscription = card_goes_bad(shop)
    shop.gets_card(customer, "visa")

    shop.days_pass(1)

    assert shop.subscription(subscription)["status"] == "active"
    assert shop.invoices(subscription)[-1]["attempt_count"] == 2
    assert not shop.get(f"/v1/customers/{customer}")["delinquent"]
    assert shop.charged()[customer] == 4000


def test_manual_tries_do_not_move_the_retry_schedule(shop: Shop) -> None:
    customer, subscription = card_goes_bad(shop)
    invoice = shop.invoices(subscription)[-1]
    shop.gets_card(customer, "visa")

    shop.post(f"/v1/invoices/{invoice['id']}/pay")

    assert shop.invoices(subscription)[-1]["attempt_count"] == 1
    assert shop.invoices(subscription)[-1]["status"] == "paid"


def after_all_retries(shop: Shop, choice: LastResort) -> dict[str, object]:
    set_after_last_retry(shop.account, choice)
    _, subscription = card_goes_bad(shop)
    shop.days_pass(7)
    assert shop.invoices(subscription)[-1]["attempt_count"] == 5
    assert shop.invoices(subscription)[-1]["next_payment_attempt"] is None
    return shop.subscription(subscription)


def test_after_the_last_retry_the_subscription_is_cancelled_by_default(shop: Shop) -> None:
    _, subscription = card_goes_bad(shop)

    shop.days_pass(6.9)
    assert shop.subscription(subscription)["status"] == "past_due"
    shop.days_pass(0.1)

    ended = shop.subscription(subscription)
    assert ended["status"] == "canceled"
    assert ended["cancellation_details"]["reason"] == "payment_failed"


def test_an_account_may_leave_it_unpaid_and_only_draft_from_then_on(shop: Shop) -> None:
    subscription = after_all_retries(shop, "unpaid")
    assert subscription["status"] == "unpaid"

    shop.it_is("2025-04-01T00:00:00")

    assert shop.subscription(subscription)["status"] == "unpaid"
    assert [each["status"] for each in shop.invoices(subscription)] == ["paid", "open", "draft"]


def test_an_account_may_leave_it_past_due(shop: Shop) -> None:
    assert after_all_retries(shop, "past_due")["status"] == "past_due"


def test_a_card_that_wants_3d_secure_needs_the_customer(shop: Shop) -> None:
    customer = shop.customer()
    shop.subscribe(customer, shop.price())
    shop.gets_card(customer, "authenticationRequired")

    shop.it_is("2025-02-28T11:00:00")

    assert "payment_intent.requires_action" in shop.types_since(0)
    assert "invoice.payment_action_required" in shop.types_since(0)


def test_paused_collection_keeps_drafts_or_voids(shop: Shop) -> None:
    """docs.stripe.com/billing/subscriptions/pause-payment."""
    kept = shop.subscribe(shop.customer(), shop.price())
    voided = shop.subscribe(shop.customer(), shop.price())
    resumes = instant("2025-03-05T00:00:00")
    for subscription, behavior in ((kept, "keep_as_draft"), (voided, "void")):
        pause = {"behavior": behavior, "resumes_at": resumes}
        shop.post(f"/v1/subscriptions/{subscription['id']}", pause_collection=pause)

    shop.it_is("2025-04-01T00:00:00")

    assert [each["status"] for each in shop.invoices(kept)] == ["paid", "draft", "paid"]
    assert [each["status"] for each in shop.invoices(voided)] == ["paid", "void", "paid"]
    assert shop.subscription(kept)["pause_collection"] is None
    assert shop.subscription(voided)["status"] == "active"


def test_a_pending_invoice_item_goes_on_the_next_invoice(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    item = shop.post("/v1/invoiceitems", customer=customer, amount=500, currency="usd")
    assert [each["id"] for each in shop.get("/v1/invoiceitems", pending=True)["data"]] == [
        item["id"]
    ]

    shop.it_is("2025-02-28T11:00:00")

    assert shop.invoices(subscription)[-1]["total"] == 2500
    assert not shop.get("/v1/invoiceitems", pending=True)["data"]


def test_credit_on_the_balance_is_used_before_the_card(shop: Shop) -> None:
    customer = shop.customer(balance=-2500)

    subscription = shop.subscribe(customer, shop.price(2000))
    assert shop.charged()[customer] == 0
    assert shop.get(f"/v1/customers/{customer}")["balance"] == -500
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 1500
    assert shop.invoices(subscription)[-1]["starting_balance"] == -500
    assert period(shop.subscription(subscription))[0] == "2025-02-28T10:00:00"
