"""One person, as billing, the site and our own memory show them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, Final

import typer

from carryover.access.model import AccessLink, Billed, Mark
from carryover.access.policy import plain_address, same_address
from carryover.access.rules import Rules, Undecided
from carryover.access.store import Billing
from carryover.adapters.stripe.billing import StripeBilling
from carryover.kernel.errors import NeedsReview
from cli.access.terms import Terms, terms
from cli.command import Refusal
from cli.session import Session

Email = Annotated[
    str | None,
    typer.Option("--email", metavar="ADDRESS", help="Whose: the address they pay with, any case."),
]
Subscription = Annotated[
    str | None,
    typer.Option("--subscription", metavar="ACCOUNT/ID", help="Which one: us/sub_123."),
]

NAME: Final = re.compile(r"sub_\w+", re.ASCII)
"""What Stripe calls a subscription: nothing in it may lead to another page of the API."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who is meant, as somebody typed it."""

    email: Email = None
    subscription: Subscription = None


@dataclass(frozen=True, slots=True)
class Paying:
    """A subscription now, and what we remember of the access it opens."""

    one: Billed
    terms: Terms
    site: str | None
    link: AccessLink | None

    @property
    def name(self) -> str:
        """Name it as commands do."""
        return f"{self.one.account}/{self.one.id}"


@dataclass(frozen=True, slots=True)
class People:
    """Finds them."""

    at: Session
    rules: Rules
    unasked: list[str] = field(default_factory=list)
    """Accounts that could not be asked, each with the sentence why."""

    @property
    def billing(self) -> Billing:
        """The worker's own way to look at Stripe."""
        return StripeBilling(self.at.stripe)

    def accounts(self) -> Sequence[str]:
        """Every Stripe account there is a key for, also those no rule names: somebody may pay
        where nobody looks."""
        named = chain.from_iterable(site.accounts for site in self.rules.sites.values())
        return sorted({*self.at.console.keys.reread(), *named})

    def named(self, who: str) -> Paying:
        """Find one subscription by its name. Raises ``Refusal`` when there is none."""
        account, slash, name = who.strip().partition("/")
        if not slash or not account or not NAME.fullmatch(name):
            raise Refusal(f"{who!r} is no subscription: write it like us/sub_123")
        if account not in self.accounts():
            raise Refusal(f"there is no account {account}: {', '.join(self.accounts()) or 'none'}")
        one = self.billing.subscription(account, name)
        if one is None:
            raise Refusal(f"Stripe knows no {name} in the account {account}")
        return self._paying(one)

    def of_email(self, email: str) -> list[Paying]:
        """Find everything an address pays or paid for, in every account."""
        return [self._paying(one) for one in self._found(address(email))]

    def similar(self, email: str) -> list[Paying]:
        """Find what the same mailbox pays for under an address without its plus: a suggestion."""
        plain = plain_address(email)
        if same_address(plain, email):
            return []
        return [self._paying(one) for one in self._found(plain)]

    def _found(self, email: str) -> Iterator[Billed]:
        for account in self.accounts():
            try:
                found = self.billing.of_email(account, email)
            except NeedsReview as error:
                self.unasked.append(f"{account} could not be asked: {error.sentence}")
            else:
                yield from sorted(found, key=lambda one: one.created)

    def _paying(self, one: Billed) -> Paying:
        link = self.at.access.memory.links.find(one.account, one.id)
        return Paying(one, terms(self.at.stripe, one), self._site(one), link)

    def _site(self, one: Billed) -> str | None:
        try:
            return self.rules.site_of(one.account, one.plans)
        except Undecided:
            return None


def address(text: str) -> str:
    """Take an address as it was typed. Raises ``Refusal`` for what cannot be one."""
    typed = text.strip()
    name, _, host = typed.rpartition("@")
    if not name or "." not in host or any(each.isspace() for each in typed):
        raise Refusal(f"{text!r} is no e-mail address")
    return typed


def state_of(paying: Paying) -> str:
    """Say in a few words where a subscription stands."""
    one = paying.one
    match one.mark:
        case Mark.MOVED:
            return "moved to another account, ends here"
        case Mark.ARMED:
            return "being moved here, does not bill yet"
        case _ if one.ends and one.status != "canceled":
            return f"{one.status}, ends {day(paying.terms.ends_at)}"
        case _:
            return one.status


def day(at: str | None) -> str:
    """Write the day of a moment, UTC."""
    return at[:10] if at else "soon"
