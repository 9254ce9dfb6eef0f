"""Everything else in an account, and what two accounts have in common (MIG-1, MIG-13, MIG-14).

Made in a local Stripe, snapshot and all.
"""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carryover.migration.audit.integrations import behind, listener
from carryover.migration.audit.model import Finding, Rank
from carryover.migration.snapshot.files import Folder
from tests.unit.migration.audit import written
from tests.unit.migration.audit.written import archive, customer, found, looked_at, subscription
from tests.unit.migration.snapshot.shop import Sources


def finding(sources: Sources, code: str, *accounts: str) -> Finding:
    seen = found(written.of(sources, *accounts), code)
    assert seen is not None
    return seen


@pytest.fixture
def sources() -> Sources:
    return Sources("us", "intl")


@pytest.fixture
def subscriber(sources: Sources) -> str:
    made = sources.customer()
    sources.subscribe(made, sources.price())
    return made


def test_credit_on_an_account_blocks_money(sources: Sources, subscriber: str) -> None:
    sources.has(f"customers/{subscriber}", balance=-1500)

    seen = finding(sources, "credit")

    assert (seen.rank, seen.money, seen.examples) == (Rank.BLOCKS, {"usd": 1500}, (subscriber,))


def test_debt_on_an_account_blocks_money(sources: Sources, subscriber: str) -> None:
    sources.has(f"customers/{subscriber}", balance=700)

    assert finding(sources, "debit").money == {"usd": 700}


def test_pending_items_block_money(sources: Sources, subscriber: str) -> None:
    sources.has("invoiceitems", customer=subscriber, amount=900, currency="usd")

    seen = finding(sources, "pending_items")

    assert (seen.rank, seen.count, seen.money) == (Rank.BLOCKS, 1, {"usd": 900})


def test_an_open_invoice_is_collected_where_it_is(sources: Sources, subscriber: str) -> None:
    sources.owes(subscriber, 1200)

    assert finding(sources, "open").money == {"usd": 1200}


def test_an_invoice_that_is_retried_keeps_the_source_alive(
    sources: Sources, subscriber: str
) -> None:
    sources.gets_card(subscriber, "chargeCustomerFail")
    sources.days_pass(32)

    assert finding(sources, "open_retried").count == 1
    assert finding(sources, "past_due").count == 1


def test_codes_with_limits_and_for_new_customers_are_named(sources: Sources) -> None:
    coupon = sources.has("coupons", percent_off="10", duration="forever", max_redemptions=9)["id"]
    sources.has(
        "promotion_codes",
        promotion={"type": "coupon", "coupon": coupon},
        max_redemptions=5,
        restrictions={"first_time_transaction": True},
    )
    result = written.of(sources)

    codes = {each.code for each in result.findings}
    assert {"coupon_limit", "code_limit", "code_first_time"} <= codes


def test_a_dispute_waits_for_an_answer(sources: Sources) -> None:
    made = sources.customer(card="createDispute")
    sources.subscribe(made, sources.price(4200))

    assert finding(sources, "dispute_due").money == {"usd": 4200}


def test_one_person_in_both_sources_is_recognised(sources: Sources, subscriber: str) -> None:
    twin = sources.customer("intl", email="Ann@Example.com ")

    seen = finding(sources, "same_person", "us", "intl")

    assert (seen.account, seen.count) == ("intl + us", 1)
    assert seen.examples == (f"{twin} = {subscriber}",)


def test_one_id_for_two_people_blocks() -> None:
    bob = customer(email="bob@example.com")
    us = archive({"customer": [customer()], "subscription": [subscription()]})
    intl = archive({"customer": [bob], "subscription": [subscription(customer=bob)]}, "intl")

    seen = found(looked_at(us, intl), "same_customer_id")

    assert seen is not None
    assert (seen.rank, seen.examples) == (Rank.BLOCKS, ("cus_1",))


def test_one_person_copied_between_the_sources_before_is_told_apart_from_that() -> None:
    us = archive({"customer": [customer()], "subscription": [subscription()]})
    intl = archive({"customer": [customer()]}, "intl")

    codes = [each.code for each in looked_at(us, intl).findings]

    assert codes == ["copied_before"]


def test_several_currencies_of_one_customer_block() -> None:
    euro = subscription(id="sub_2", currency="eur")
    result = looked_at(archive({"customer": [customer()], "subscription": [subscription(), euro]}))

    seen = found(result, "several_currencies")
    assert seen is not None
    assert seen.examples == ("cus_1",)


def test_coupons_of_the_same_name_meet_in_the_target(sources: Sources) -> None:
    for account in ("us", "intl"):
        sources.has("coupons", account, id="WELCOME", percent_off="10", duration="once")

    assert finding(sources, "same_catalogue_id", "us", "intl").examples == ("coupon WELCOME",)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://hooks.zapier.com/hooks/standard/1/", "Zapier"),
        ("https://services.leadconnectorhq.com/payments/stripe", "HighLevel"),
        ("https://app.samcart.com/webhooks/stripe", "SamCart"),
        ("https://acme.mykajabi.com/stripe", "Kajabi"),
        ("https://chartmogul.com/hook", "ChartMogul"),
        ("https://notzapier.com/hook", "unknown"),
        ("https://zapier.com.evil.example/hook", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_host_tells_who_listens(url: str, name: str) -> None:
    assert behind(url).name == name


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hooks.zapier.com/hooks/catch/81/sEcReT", "https://hooks.zapier.com/hooks/…"),
        ("https://ann:pass@acme.example/x?token=secret#s", "https://acme.example/x/…"),
        ("https://acme.example/stripe", "https://acme.example/stripe"),
        ("https://acme.example", "https://acme.example/"),
        ("", ""),
    ],
)
def test_of_an_endpoints_address_only_the_beginning_is_shown(url: str, shown: str) -> None:
    assert listener({"id": "we_1", "url": url}).url == shown


def test_endpoints_are_listed_with_their_version_and_who_is_behind(sources: Sources) -> None:
    sources.has(
        "webhook_endpoints",
        url="https://api.chartmogul.com/stripe",
        enabled_events=["invoice.paid", "charge.refunded"],
        api_version="2022-11-15",
    )
    sources.has("webhook_endpoints", url="https://acme.example/hook", enabled_events=["*"])

    result = written.of(sources)

    known = {each.integration: each for each in result.sources[0].listeners}
    assert (known["ChartMogul"].api_version, known["ChartMogul"].events) == ("2022-11-15", 2)
    assert known["unknown"].events == 0
    assert {"hangs_on", "unknown_listener"} <= {each.code for each in result.findings}


def test_a_picture_counts_subscriptions_and_money_by_everything(sources: Sources) -> None:
    poles = sources.customer(address={"country": "PL"})
    sources.subscribe(poles, sources.price(2000))
    yearly = sources.price(12_000, currency="eur", recurring={"interval": "year"})
    sources.subscribe(sources.customer(), yearly)

    (us,) = written.of(sources).sources

    parts = {(each.by, each.value, each.currency): each.monthly for each in us.shares}
    assert us.monthly == {"eur": 1000, "usd": 2000}
    assert parts["country", "PL", "usd"] == 2000
    assert parts["interval", "yearly", "eur"] == 1000
    assert parts["payment method", "card", "usd"] == 2000
    assert us.counts["customer"] == us.live == 2
    assert parts["made by", "this account", "eur"] == 1000


def test_renewals_of_late_are_counted_for_the_waves_to_be_measured_against(
    sources: Sources, subscriber: str
) -> None:
    fails = sources.customer()
    sources.subscribe(fails, sources.price())
    sources.gets_card(fails, "chargeCustomerFail")
    sources.days_pass(32)

    seen = written.of(sources).sources[0].renewals

    assert (seen.invoices, seen.paid, seen.at_once) == (2, 1, 1)
    assert subscriber != fails


def test_what_the_key_could_not_read_is_said(sources: Sources, subscriber: str) -> None:
    way = sources.with_a_key_that_lacks("dispute")

    result = looked_at(sources.snapshot(stripe=way))

    assert "dispute" in result.sources[0].withheld
    assert subscriber


def test_the_same_snapshot_gives_the_same_audit(sources: Sources, subscriber: str) -> None:
    taken = sources.snapshot()

    assert looked_at(taken).model_dump_json() == looked_at(taken).model_dump_json()
    assert subscriber


def crowd(size: int) -> dict[str, Iterator[dict[str, Any]]]:
    """An account of that many customers, each with a subscription and a paid invoice."""
    return {
        "customer": (customer(id=f"cus_{n}", email=f"{n}@example.com") for n in range(size)),
        "subscription": (
            subscription(id=f"sub_{n}", customer=customer(id=f"cus_{n}")) for n in range(size)
        ),
    }


def peak(size: int, folder: Path) -> int:
    """Bytes of Python's own that an audit of so many needs at most."""
    taken = archive(crowd(size), files=Folder(folder))
    tracemalloc.start()
    try:
        assert looked_at(taken).sources[0].live == size
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_account(tmp_path: Path) -> None:
    few, many = peak(100, tmp_path / "few"), peak(1200, tmp_path / "many")

    assert many < few + 256 * 1024
