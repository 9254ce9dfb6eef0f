"""The whole way: take the papers apart, move everything in, then fill the calendar."""

from collections.abc import Callable

from sandbox.stripe import resources
from sandbox.stripe.adoption import agreements, debts, goods, people
from sandbox.stripe.adoption.house import House
from sandbox.stripe.adoption.papers import Archive, Papers
from sandbox.stripe.adoption.report import RefusedError, Report
from sandbox.stripe.billing.retries import INCOMPLETE_LIFETIME
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import renewal, scheduling, terms

type Step = Callable[[House, Object], None]


def adopt(account: Account, archive: Archive | Papers) -> Report:
    """Take everything in; the world's clock must stand at the instant the archive was taken."""
    resources.load()
    papers = archive if isinstance(archive, Papers) else Papers(archive)
    house = House(account, papers, Report())
    for kind, step in _STEPS:
        for obj in house.papers.of(kind):
            _try(house, kind, obj, step)
    for customer in list(account.all("customer")):
        agreements.customer_discount(house, customer)
    for kind, step in _AGREED:
        for obj in house.papers.of(kind):
            _try(house, kind, obj, step)
    _fill_calendar(house)
    return house.report


def _try(house: House, kind: str, obj: Object, step: Step) -> None:
    """Take one in. Of one that was deleted there is only a stub, which is enough to say so."""
    if obj.get("deleted"):
        house.account.deleted[obj["id"]] = obj
        house.report.refuse(kind, obj["id"], "it was deleted")
        return
    try:
        step(house, obj)
    except RefusedError as refused:
        house.report.refuse(kind, obj["id"], str(refused))
    except KeyError as missing:
        sentence = f"it lacks {missing.args[0]}: read it again at the pinned version"
        house.report.refuse(kind, obj["id"], sentence)


_STEPS: tuple[tuple[str, Step], ...] = (
    ("product", goods.plain),
    ("price", goods.price),
    ("coupon", goods.coupon),
    ("promotion_code", goods.promotion_code),
    ("tax_rate", goods.tax_rate),
    ("customer", people.customer),
    ("tax_id", people.tax_id),
    ("payment_method", people.payment_method),
    ("card", people.card),
    ("source", people.source),
    ("discount", agreements.discount),
)
_AGREED: tuple[tuple[str, Step], ...] = (
    ("invoice", debts.invoice),
    ("invoiceitem", debts.invoiceitem),
    ("subscription_schedule", agreements.schedule),
    ("setup_intent", goods.plain),
    ("subscription", agreements.subscription),
)


def _fill_calendar(house: House) -> None:
    account = house.account
    for invoice in list(account.all("invoice")):
        debts.payments(house, invoice)
        debts.due(house, invoice)
    for schedule in list(account.all("subscription_schedule")):
        if schedule["status"] in ("active", "not_started"):
            scheduling.plan(account, schedule)
    for subscription in list(account.all("subscription")):
        if subscription["status"] not in terms.OVER:
            renewal.plan_ahead(account, subscription)
        if subscription["status"] == "incomplete":
            expires = subscription["created"] + INCOMPLETE_LIFETIME
            account.at(expires, "subscription.expire", subscription["id"])
