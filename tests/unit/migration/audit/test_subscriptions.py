"""Everything about a subscription that does not simply carry over is found (MIG-1).

The shapes are those other people's accounts have; what the local Stripe can make is made there.
"""

from typing import Any

import pytest

from carryover.migration.audit.findings.charging import CHARGING
from carryover.migration.audit.findings.reductions import REDUCTIONS
from carryover.migration.audit.findings.standing import STANDING
from carryover.migration.audit.findings.terms import TERMS
from carryover.migration.audit.findings.times import TIMES
from carryover.migration.audit.model import Rank
from tests.unit.migration.audit.written import (
    DAY,
    archive,
    customer,
    found,
    item,
    items,
    looked_at,
    price,
    subscription,
)
from tests.unit.migration.snapshot.shop import START

YEARLY = {"interval": "year", "interval_count": 1}


def card(**more: Any) -> dict[str, Any]:
    return {"id": "pm_2", "object": "payment_method", "type": "card", **more}


def pays_with(**method: Any) -> dict[str, Any]:
    return {"default_payment_method": {"id": "pm_2", "object": "payment_method", **method}}


def nothing_to_charge() -> dict[str, Any]:
    return {"customer": customer(invoice_settings={"default_payment_method": None})}


def discount(duration: str) -> dict[str, Any]:
    return {"id": "di_1", "source": {"coupon": {"id": "c", "duration": duration}}}


SHAPES: dict[str, tuple[Rank, dict[str, Any]]] = {
    "metered": (
        Rank.BLOCKS,
        {"items": items(item(price=price(recurring={"usage_type": "metered"})))},
    ),
    "schedule": (Rank.BLOCKS, {"schedule": "sub_sched_1"}),
    "thresholds": (Rank.BLOCKS, {"billing_thresholds": {"amount_gte": 5000}}),
    "pending_update": (Rank.BLOCKS, {"pending_update": {"expires_at": START + DAY}}),
    "pending_interval": (
        Rank.BLOCKS,
        {"pending_invoice_item_interval": {"interval": "week", "interval_count": 1}},
    ),
    "mixed_intervals": (Rank.DECIDE, {"items": items(item(), item(price=price(recurring=YEARLY)))}),
    "late_anchor": (Rank.CARE, {"billing_cycle_anchor": START + 20 * DAY}),
    "trial_without_card": (Rank.CARE, {"status": "trialing", **nothing_to_charge()}),
    "trialing": (Rank.CARE, {"status": "trialing"}),
    "tiered": (Rank.CARE, {"items": items(item(price=price(billing_scheme="tiered")))}),
    "archived_price": (Rank.CARE, {"items": items(item(price=price(active=False)))}),
    "many_items": (Rank.CARE, {"items": items(*(item() for _ in range(11)))}),
    "own_currency_price": (Rank.CARE, {"currency": "eur"}),
    "metadata_full": (Rank.DECIDE, {"metadata": {f"key{n}": "x" for n in range(50)}}),
    "classic_billing": (Rank.KNOW, {"billing_mode": {"type": "classic"}}),
    "boundary_near": (
        Rank.KNOW,
        {"items": items(item(current_period_end=START + DAY))},
    ),
    "free": (Rank.KNOW, {"items": items(item(price=price(0)))}),
    "test_clock": (Rank.DECIDE, {"test_clock": "clock_1"}),
    "custom_fields": (Rank.KNOW, {"description": "Order 7"}),
    "quantities": (Rank.KNOW, {"items": items(item(quantity=3))}),
    "bacs": (Rank.BLOCKS, pays_with(type="bacs_debit")),
    "acss": (Rank.BLOCKS, pays_with(type="acss_debit")),
    "sepa_source": (
        Rank.BLOCKS,
        {"default_source": {"id": "src_1", "object": "source", "type": "sepa_debit"}},
    ),
    "link": (Rank.BLOCKS, pays_with(type="link")),
    "not_copied": (Rank.BLOCKS, pays_with(type="cashapp")),
    "no_method": (Rank.BLOCKS, nothing_to_charge()),
    "mandates": (Rank.DECIDE, pays_with(type="sepa_debit")),
    "wallet": (Rank.CARE, pays_with(type="card", card={"wallet": {"type": "apple_pay"}})),
    "old_card": (Rank.CARE, {"default_source": {"id": "card_1", "object": "card"}}),
    "setup_open": (Rank.CARE, {"pending_setup_intent": "seti_1"}),
    "send_invoice": (Rank.CARE, {"collection_method": "send_invoice"}),
    "invoice_without_address": (
        Rank.DECIDE,
        {"collection_method": "send_invoice", "customer": customer(email=None)},
    ),
    "restricted_methods": (
        Rank.KNOW,
        {"payment_settings": {"payment_method_types": ["card"]}},
    ),
    "past_due": (Rank.BLOCKS, {"status": "past_due"}),
    "unpaid": (Rank.BLOCKS, {"status": "unpaid"}),
    "incomplete": (Rank.BLOCKS, {"status": "incomplete"}),
    "status_paused": (Rank.DECIDE, {"status": "paused"}),
    "paused_keep_as_draft": (Rank.DECIDE, {"pause_collection": {"behavior": "keep_as_draft"}}),
    "paused_mark_uncollectible": (
        Rank.CARE,
        {"pause_collection": {"behavior": "mark_uncollectible"}},
    ),
    "paused_void": (Rank.CARE, {"pause_collection": {"behavior": "void"}}),
    "ends_later": (Rank.CARE, {"cancel_at": START + 100 * DAY}),
    "ends_here": (Rank.KNOW, {"cancel_at_period_end": True}),
    "application": (Rank.DECIDE, {"application": "ca_samcart"}),
    "fees": (Rank.BLOCKS, {"transfer_data": {"destination": "acct_2"}}),
    "issuer": (
        Rank.DECIDE,
        {"invoice_settings": {"issuer": {"type": "account", "account": "acct_2"}}},
    ),
    "customer_gone": (Rank.BLOCKS, {"customer": {"id": "cus_1", "deleted": True}}),
    "repeating_coupon": (Rank.CARE, {"discounts": [discount("repeating")]}),
    "once_coupon": (Rank.CARE, {"discounts": [discount("once")]}),
    "customer_discount": (Rank.CARE, {"customer": customer(discount=discount("forever"))}),
    "stacked": (Rank.CARE, {"discounts": [discount("forever"), discount("forever")]}),
    "item_discount": (Rank.CARE, {"items": items(item(discounts=["di_9"]))}),
    "automatic_tax": (Rank.DECIDE, {"automatic_tax": {"enabled": True}}),
    "tax_rates": (Rank.CARE, {"default_tax_rates": [{"id": "txr_1"}]}),
    "tax_id": (Rank.CARE, {"customer": customer(tax_ids={"data": [{"id": "txi_1"}]})}),
    "tax_exempt": (Rank.CARE, {"customer": customer(tax_exempt="reverse")}),
}


@pytest.mark.parametrize("code", SHAPES)
def test_it_is_found_and_ranked_and_says_what_to_do(code: str) -> None:
    rank, terms = SHAPES[code]

    result = looked_at(archive({"subscription": [subscription(**terms)]}))

    finding = found(result, code)
    assert finding is not None
    assert (finding.rank, finding.count, finding.of) == (rank, 1, "subscriptions")
    assert finding.examples == ("sub_1",)
    assert finding.why.endswith(".")
    assert finding.todo.endswith(".")


def test_every_rule_about_subscriptions_has_a_shape() -> None:
    assert set(SHAPES) == {
        rule.code for rule in (*TERMS, *TIMES, *CHARGING, *STANDING, *REDUCTIONS)
    }


def test_an_ordinary_subscription_raises_no_finding() -> None:
    assert looked_at(archive({"subscription": [subscription()]})).findings == ()


def test_an_ended_subscription_is_counted_and_raises_no_finding() -> None:
    ended = subscription(status="canceled", schedule="sub_sched_1")

    result = looked_at(archive({"subscription": [ended]}))

    assert result.findings == ()
    assert result.sources[0].live == 0
    assert [(each.value, each.count) for each in result.sources[0].shares] == [("canceled", 1)]


def test_money_at_stake_is_summed_by_currency_and_never_across() -> None:
    euro = items(item(price=price(1500, currency="eur")))
    result = looked_at(
        archive(
            {
                "subscription": [
                    subscription(status="past_due"),
                    subscription(status="past_due"),
                    subscription(status="past_due", currency="eur", items=euro),
                ]
            }
        )
    )

    finding = found(result, "past_due")
    assert finding is not None
    assert finding.money == {"eur": 1500, "usd": 4000}
    assert finding.money_is == "a month"


def test_the_worst_comes_first_and_within_a_rank_the_largest_amount() -> None:
    dear = items(item(price=price(90_000)))
    result = looked_at(
        archive(
            {
                "subscription": [
                    subscription(billing_mode={"type": "classic"}, items=dear),
                    subscription(status="past_due"),
                    subscription(schedule="sub_sched_1", items=dear),
                ]
            }
        )
    )

    assert [each.code for each in result.findings] == ["schedule", "past_due", "classic_billing"]


def test_a_subscription_of_an_unknown_shape_is_no_crash() -> None:
    odd = {"id": "sub_9", "status": "active", "items": None, "customer": None, "currency": "usd"}

    result = looked_at(archive({"subscription": [odd]}))

    assert result.sources[0].live == 1
    assert found(result, "customer_gone") is not None
