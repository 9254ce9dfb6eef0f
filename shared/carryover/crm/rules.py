"""What the owner decided, in one file: what a contact shows, by whose names, where.

The file is YAML (docs/crm/mapping.example.yaml); ``carryover crm rules`` checks it against this and
puts it in force. Fields, tags and workflows are called as they are in HighLevel.
"""

from datetime import timedelta
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from carryover.crm.model import Shown, Standing
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message

type Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]

FRESH: Final = timedelta(days=7)
"""How old a reason may be that still puts somebody into a workflow: the first walk through all
customers must not write to everybody who left years ago."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name} is no time zone, such as Europe/Warsaw") from error
    return name


class WorkflowRule(Message):
    """Which automation a standing begins."""

    name: Name
    """As it is called in HighLevel, or its id."""
    leave: bool = True
    """Whether whoever is in it is taken out once the reason is gone."""


class Mirror(Message):
    """Paid invoices of Stripe as invoices in HighLevel. Off unless somebody wants it: they do not
    appear under Subscriptions, and they count as revenue there."""

    business: Name
    """The name on them."""
    since: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """Only invoices from this UTC day on."""


class LocationRules(Message):
    """One location's."""

    accounts: tuple[AccountAlias, ...] = Field(min_length=1)
    """The Stripe accounts its people pay into."""
    plans: frozenset[Name] = frozenset()
    """Prices or products this location sells; empty: all of those accounts."""
    create: bool = True
    """Whether payers who are no contact yet become one."""
    names: bool = True
    """Whether a contact without a name gets the one from Stripe."""
    fields: dict[Shown, Name] = Field(default_factory=dict)
    """Custom fields by name or key (``contact.stripe_status``)."""
    tags: dict[Standing, Name] = Field(default_factory=dict)
    workflows: dict[Standing, WorkflowRule] = Field(default_factory=dict)
    plan_names: dict[Name, Name] = Field(default_factory=dict)
    """What people call a price or a product; without, what Stripe calls it."""
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Whose days the dates are."""
    billing_page: str = ""
    """Where a customer changes their card: the portal's login link. Shown as the payment link while
    nothing is owed and the card will not do."""
    mirror: Mirror | None = None

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        """Two meanings of one tag, or two of one field, would contradict each other for ever."""
        for what, names in (("tag", self.tags), ("field", self.fields)):
            said = [name.casefold() for name in names.values()]
            twice = sorted({name for name in said if said.count(name) > 1})
            if twice:
                raise ValueError(f"the {what} {twice[0]!r} is given two meanings")
        return self

    @property
    def own_tags(self) -> frozenset[str]:
        """Name every tag that is ours to take off; all others are somebody else's."""
        return frozenset(name.lower() for name in self.tags.values())

    def sells(self, plans: tuple[str, ...]) -> bool:
        """Tell whether a subscription to these is this location's."""
        return not self.plans or not self.plans.isdisjoint(plans)


class Rules(Message):
    """Every location's; empty until somebody has decided."""

    locations: dict[AccountAlias, LocationRules] = Field(default_factory=dict)

    def serving(self, account: str) -> dict[str, LocationRules]:
        """Find the locations whose people pay into this account."""
        return {name: rules for name, rules in self.locations.items() if account in rules.accounts}

    @property
    def accounts(self) -> tuple[str, ...]:
        """Name every Stripe account somebody is shown of, each once."""
        found = (account for rules in self.locations.values() for account in rules.accounts)
        return tuple(dict.fromkeys(found))
