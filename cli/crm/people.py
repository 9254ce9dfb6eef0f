"""Whose contacts are meant: one person by address, one customer, or everybody the rules show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from carryover.adapters.stripe.payers import StripePayers
from carryover.crm.finding import Finding
from carryover.crm.layout import Layouts
from carryover.crm.looking import Looking
from carryover.crm.model import PayerRef
from carryover.crm.rules import Rules
from cli.command import Refusal
from cli.options import SomeAccount
from cli.session import Session


@dataclass(frozen=True, slots=True)
class Who:
    """Exactly one of the three."""

    email: Annotated[
        str | None, typer.Option("--email", help="Every customer with this address.")
    ] = None
    customer: Annotated[
        str | None, typer.Option("--customer", "-c", metavar="ACCOUNT/ID", help="us/cus_123.")
    ] = None
    everybody: Annotated[
        bool, typer.Option("--all", help="Everybody the rules show somewhere.")
    ] = False
    account: SomeAccount = None

    def check(self) -> None:
        """Say it when nobody, or more than one thing, was named."""
        if sum((self.email is not None, self.customer is not None, self.everybody)) != 1:
            raise Refusal("say who: --email ADDRESS, --customer ACCOUNT/ID, or --all")


def in_force(at: Session) -> Rules:
    """Read the rules; without any nobody is shown."""
    rules = at.crm.rules.read()
    if not rules.locations:
        raise Refusal("no rules are in force: carryover crm rules put FILE --why …")
    return rules


def accounts(who: Who, rules: Rules) -> tuple[str, ...]:
    """Name the accounts to look in."""
    if who.account is None:
        return rules.accounts
    if who.account not in rules.accounts:
        known = ", ".join(rules.accounts)
        raise Refusal(f"no location shows customers of {who.account}; they show {known}")
    return (who.account,)


def looking(at: Session) -> Looking:
    """See both sides as the worker does."""
    desk, now = at.crm, at.console.now
    finding = Finding(desk.contacts, desk.highlevel, now)
    return Looking(desk.contacts, StripePayers(at.stripe), finding, Layouts(desk.highlevel, now))


def found(at: Session, who: Who, rules: Rules) -> Iterator[PayerRef]:
    """Find them at Stripe, page by page."""
    if who.customer is not None:
        account, slash, customer = who.customer.partition("/")
        if not slash or not customer or account not in rules.accounts:
            raise Refusal(f"{who.customer} is no customer like {rules.accounts[0]}/cus_123")
        yield PayerRef(account=account, customer=customer)
        return
    for account in accounts(who, rules):
        if who.email is not None:
            yield from _with_email(at, account, who.email)
        else:
            yield from _everybody(at, account)


def _with_email(at: Session, account: str, email: str) -> Iterator[PayerRef]:
    """Ask by address: Stripe compares letter by letter (docs.stripe.com/api/customers/list)."""
    for page in at.stripe.pages(account, "customers", {"email": email}):
        for one in page:
            yield PayerRef(account=account, customer=str(one["id"]))


def _everybody(at: Session, account: str) -> Iterator[PayerRef]:
    billing, after = StripePayers(at.stripe), None
    while True:
        page = billing.customers(account, after)
        yield from (PayerRef(account=account, customer=each) for each in page.ids)
        if page.next_after is None:
            return
        after = page.next_after
