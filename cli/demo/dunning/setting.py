"""What the owner has put in force: the schedule as it is shipped, a house, and what contacts
show."""

from pathlib import Path
from typing import Any, Final

import yaml

from carryover.crm.model import Shown, Standing
from carryover.crm.rules import LocationRules, WorkflowRule
from carryover.crm.rules import Rules as CrmRules
from carryover.dunning.house import Brand, House
from carryover.dunning.reading import read
from carryover.dunning.rules import Rules

SCHEDULE: Final = Path("docs/dunning/schedule.example.yaml")
LOCATION: Final = "academy"
"""Our alias of the HighLevel location."""
IDENTITY: Final = "acme.example"
CONFIGURATION_SET: Final = "carryover-dunning"
RECOVER: Final = "Recover payment"
"""A workflow in HighLevel."""

FIELDS: Final = {
    Shown.SUBSCRIPTION: "Subscription",
    Shown.STATUS: "Stripe status",
    Shown.PLAN: "Plan",
    Shown.NEXT_CHARGE: "Next charge",
    Shown.CARD: "Card",
    Shown.LAST_FAILURE: "Last failed payment",
    Shown.PAYMENT_LINK: "Payment link",
}
TAGS: Final = {
    Standing.TRIALING: "stripe: trial",
    Standing.ACTIVE: "stripe: active",
    Standing.PAYMENT_FAILED: "stripe: payment failed",
    Standing.UPDATE_BILLING: "please update billing",
    Standing.CONFIRM_PAYMENT: "stripe: confirm payment",
    Standing.CANCELLED: "stripe: cancelled",
}


def schedule() -> Rules:
    """Read the schedule we ship."""
    said: dict[str, Any] = yaml.safe_load(SCHEDULE.read_text(encoding="utf-8"))
    return read(said)


def house(accounts: tuple[str, ...]) -> House:
    """Say in whose name letters are written."""
    brand = Brand(
        name="Acme Academy",
        sender=f"Acme Academy <billing@{IDENTITY}>",
        support=f"help@{IDENTITY}",
        location=LOCATION,
    )
    return House(accounts=dict.fromkeys(accounts, brand))


def contacts(accounts: tuple[str, ...]) -> CrmRules:
    """Say what a contact shows of a payer."""
    rules = LocationRules(
        accounts=accounts,
        fields=dict(FIELDS),
        tags=dict(TAGS),
        workflows={Standing.UPDATE_BILLING: WorkflowRule(name=RECOVER)},
        timezone="Europe/Warsaw",
    )
    return CrmRules(locations={LOCATION: rules})
