"""What the owner decided, in one file: which plan opens which offer, and what ends what.

The file is YAML; ``carryover access rules`` checks it against this and puts it in force.
"""

from typing import Final, Literal

from pydantic import Field

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message

PAYING: Final = frozenset({"active", "trialing", "past_due"})
"""Statuses that keep access. Late payers keep it while their payment is being recovered; whoever
decides otherwise takes ``past_due`` out (docs.stripe.com/billing/subscriptions/overview)."""


class LastPayment(Message):
    """The last payment goes back as a whole, while it is young."""

    last_payment_within_days: int = Field(ge=1, le=366)


type RefundRule = Literal["none", "unused"] | LastPayment


class BrakeRule(Message):
    """When so many leave that it is more likely a mishap: an offer deleted, a tag given in bulk."""

    most: int = Field(default=10, ge=1)
    """Members who may leave within the stretch without anybody being asked …"""
    percent: int = Field(default=5, ge=0, le=100)
    """… or so many of a hundred who have access, if that is more."""
    within_minutes: int = Field(default=60, ge=1, le=10_080)

    def limit(self, members: int) -> int:
        """Say how many of so many members may leave."""
        return max(self.most, members * self.percent // 100)


type Returned = Literal["keep", "withdraw", "review"]


class SiteRules(Message):
    """One site's."""

    accounts: tuple[AccountAlias, ...]
    """The Stripe accounts its members pay into."""
    plans: dict[str, tuple[str, ...]]
    """Offers by price or, for all its prices, by product."""
    cancel_tags: frozenset[str] = frozenset()
    """Ids of the tags by which an automation says that a member cancelled."""
    tags_are: Literal["members_only", "public"] = "public"
    """Who can have a member tagged. ``members_only``: they themselves, signed in, and the owner.
    ``public``: anybody who types an address into a form; then a person decides about each."""
    ends: Literal["now", "period_end"] = "period_end"
    """When a subscription ends that was cancelled there."""
    refund: RefundRule = "none"
    """What a member who leaves gets back: nothing, the unused part of the running period (if the
    subscription ends at once), or ``last_payment_within_days: 14``. Never more than one charge, and
    never where several payments, refunds or disputes make it unclear: then a person is asked."""
    route: Literal["api", "inbound"] = "api"
    """``inbound`` where the site has no API key: nothing can be confirmed there, so only giving and
    taking works, no cancellation."""
    brake: BrakeRule = BrakeRule()
    """Beyond it wishes are written down and not carried out, until a person decides."""
    welcome: bool = False
    """Whether a grant sends the site's e-mail."""
    paying: frozenset[str] = PAYING
    withdraws: bool = True
    """Whether access ends with the subscription."""
    reversals: Literal["review", "cancel"] = "review"
    """What a refund or dispute at the site means."""
    refunds: Returned = "withdraw"
    """What it means for access that the latest paid period was refunded in Stripe, as a whole: a
    partial refund, or one of an earlier period, is goodwill and changes nothing."""
    disputes: Returned = "withdraw"
    """The same of a dispute: the bank takes the money at once, and while it has it the period is
    not paid. A dispute that is won gives access back; an inquiry takes nothing yet."""

    def offers_for(self, plans: tuple[str, ...]) -> tuple[str, ...]:
        """Name what these prices and products open, each once."""
        return tuple(dict.fromkeys(offer for plan in plans for offer in self.plans.get(plan, ())))

    @property
    def offers(self) -> frozenset[str]:
        """Name every offer that some plan opens."""
        return frozenset(offer for offers in self.plans.values() for offer in offers)


class Rules(Message):
    """Every site's; empty until somebody has decided."""

    sites: dict[AccountAlias, SiteRules] = Field(default_factory=dict)

    def serves(self, account: str) -> bool:
        """Tell whether members of any site pay into this account: of others nobody is asked."""
        return any(account in site.accounts for site in self.sites.values())

    def site_of(self, account: str, plans: tuple[str, ...]) -> str | None:
        """Find the site that serves these plans of this account; ``None``: none does. Two of them
        are ``Undecided``."""
        found = [
            name
            for name, site in self.sites.items()
            if account in site.accounts and site.offers_for(plans)
        ]
        if len(found) > 1:
            raise Undecided(found)
        return found[0] if found else None


class Undecided(ValueError):
    """Two sites claim one plan."""

    def __init__(self, sites: list[str]) -> None:
        super().__init__(" and ".join(sites))
