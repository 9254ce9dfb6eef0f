"""What happens to the invented customer: one event of each type that changes a record.

Each step says when it happened and what the object was before and after, in the newest shape;
``versions.py`` tells it the way older API versions would have.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from events.invoices import RENEWAL, RENEWAL_ID, by_hand
from events.objects import (
    CARD_ID,
    CUSTOMER,
    MONTH_ENDS,
    SIGNED_UP,
    SUBSCRIPTION,
    TRIAL_ENDS,
    Json,
    at,
    item,
)

FINALIZED: Final = TRIAL_ENDS + 3605
PAID: Final = at("2026-01-22 10:02")
ENDED: Final = at("2026-03-19 09:02")


@dataclass(frozen=True, slots=True)
class Step:
    """Something happened."""

    type: str
    at: int
    after: Json
    before: Json | None = None
    """Only for updates: Stripe tells what was before of nothing else."""


def changed(whole: Json, **news: object) -> Json:
    """Copy an object with some fields changed; nested objects are merged."""
    copy = deepcopy(whole)
    for name, value in news.items():
        merges = isinstance(value, dict) and isinstance(copy.get(name), dict)
        copy[name] = copy[name] | value if merges else value
    return copy


def story() -> Iterator[Step]:
    """Tell it in the order it happened."""
    yield from _customer()
    yield from _subscription()
    yield from _renewal()
    yield from _invoices_by_hand()
    yield Step("customer.deleted", at("2026-03-20 08:00"), WITH_CARD)


WITH_CARD: Final = changed(
    CUSTOMER,
    currency="eur",
    invoice_settings={"default_payment_method": CARD_ID},
    metadata={"crm_id": "person-71"},
)


def _customer() -> Iterator[Step]:
    yield Step("customer.created", SIGNED_UP, CUSTOMER)
    yield Step("customer.updated", SIGNED_UP + 60, WITH_CARD, CUSTOMER)


def _subscription() -> Iterator[Step]:
    active = changed(
        SUBSCRIPTION,
        items={"data": [item(TRIAL_ENDS, MONTH_ENDS)]},
        latest_invoice=RENEWAL_ID,
        status="active",
    )
    ended = changed(
        active,
        canceled_at=at("2026-03-01 12:00"),
        cancellation_details={"reason": "cancellation_requested"},
        ended_at=ENDED,
        status="canceled",
    )
    yield Step("customer.subscription.created", SIGNED_UP + 120, SUBSCRIPTION)
    yield Step("customer.subscription.trial_will_end", at("2026-01-16 09:02"), SUBSCRIPTION)
    yield Step("customer.subscription.updated", TRIAL_ENDS, active, SUBSCRIPTION)
    yield Step("customer.subscription.deleted", ENDED, ended)


def _renewal() -> Iterator[Step]:
    opened = changed(
        RENEWAL,
        automatically_finalizes_at=None,
        effective_at=FINALIZED,
        ending_balance=0,
        hosted_invoice_url="https://invoice.example/i/golden-renewal",
        invoice_pdf="https://invoice.example/i/golden-renewal.pdf",
        number="G0LDEN01-0002",
        status="open",
        status_transitions={"finalized_at": FINALIZED},
        webhooks_delivered_at=TRIAL_ENDS + 2,
    )
    retry_on = at("2026-01-22 10:00")
    failed = changed(opened, attempt_count=1, attempted=True, next_payment_attempt=retry_on)
    paid = changed(
        failed,
        amount_paid=failed["amount_due"],
        amount_remaining=0,
        attempt_count=2,
        auto_advance=False,
        next_payment_attempt=None,
        status="paid",
        status_transitions={"paid_at": PAID},
    )
    yield Step("invoice.created", TRIAL_ENDS, RENEWAL)
    yield Step("invoice.finalized", FINALIZED, opened)
    yield Step("invoice.payment_failed", FINALIZED + 3, failed)
    yield Step("invoice.updated", FINALIZED + 3, failed, opened)
    yield Step("invoice.paid", PAID, paid)
    yield Step("invoice.upcoming", at("2026-02-12 09:02"), _forecast())


def _forecast() -> Json:
    return changed(
        RENEWAL,
        id="upcoming_in_GoldenForecast00001",
        automatically_finalizes_at=None,
        billing_reason="upcoming",
        created=MONTH_ENDS,
        next_payment_attempt=MONTH_ENDS + 3600,
        period_end=MONTH_ENDS,
        period_start=TRIAL_ENDS,
    )


def _invoices_by_hand() -> Iterator[Step]:
    wrong = changed(
        by_hand("in_GoldenWorkshop00000000001", at("2026-02-02 11:00")),
        number="G0LDEN01-0003",
        status="void",
        status_transitions={
            "finalized_at": at("2026-02-02 11:05"),
            "voided_at": at("2026-02-03 08:30"),
        },
    )
    yield Step("invoice.voided", at("2026-02-03 08:30"), wrong)
    draft = by_hand("in_GoldenWorkshop00000000002", at("2026-02-03 09:00"))
    yield Step("invoice.deleted", at("2026-02-03 09:10"), draft)
