"""The recorder: what Stripe's charge log, the mailbox and HighLevel say in the end, held against
the hidden truths. Nothing the workers remember is asked, and no limit is read from their code.

Networks' rules: Visa allows 15 reattempts of a card in 30 days and none after an answer of category
1; Mastercard charges for the 36th attempt in 30 days, the 11th in 24 hours, and any after the
advice 03 or 21 (CONTRACTS §9.2).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from carryover.kernel.clock import Seconds
from cli.demo.dunning.figures import Figures
from cli.demo.dunning.lives import ADVICE, DAY, HOUR, Life

type Object = dict[str, Any]

FINAL: Final = frozenset({"stolen_card", "lost_card", "pickup_card"})
CATEGORY_1: Final = frozenset({"04", "07", "12", "14", "15", "41", "43", "46", "57", "R0", "R1"})
AT_ONCE: Final = 60
"""An invoice paid so many seconds after it was made final never failed."""
BEGINS: Final = 9
ENDS: Final = 20
"""Hours between which the shipped schedule writes, on every clock of the customer's country."""
BETWEEN: Final = 20 * HOUR
"""Seconds the shipped schedule keeps between two messages by one channel."""

AGAIN: Final = 3 * DAY
"""Seconds within which the shipped schedule says nothing twice in the same words: two steps that
sound alike are four days apart or more, while a message sent twice follows within hours."""


class Books(Protocol):
    """Stripe's own."""

    def objects(self, account: str, kind: str, /) -> Iterable[Object]:
        """Read every object of a kind."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that reached somebody."""

    email: str
    at: Seconds
    channel: str
    words: str


@dataclass(frozen=True, slots=True)
class Debt:
    """One customer's invoice, and what the bank was asked about it."""

    life: Life
    customer: Object
    subscription: Object
    invoice: Object
    charges: Sequence[Object]
    """By time; the first one failed, if there was one at all."""

    @property
    def paid(self) -> list[Object]:
        """List the charges that took money."""
        return [one for one in self.charges if one["paid"]]

    @property
    def over_at(self) -> Seconds | None:
        """Say since when nothing is owed."""
        said = self.invoice["status_transitions"]
        whens = (said["paid_at"], said["voided_at"], said["marked_uncollectible_at"])
        return next((at for at in whens if at is not None), None)

    @property
    def elsewhere(self) -> bool:
        """Tell whether it was paid outside Stripe."""
        return bool(self.invoice["amount_paid_off_stripe"])

    @property
    def recovered(self) -> bool:
        """Tell whether a card paid."""
        return self.invoice["status"] == "paid" and not self.elsewhere


@dataclass
class Recorder:
    """Reads everything once, and sums it up."""

    books: Books
    lives: dict[str, Life]
    """By address."""
    heard: Sequence[Heard]
    contacts: dict[str, Sequence[Object]]
    """HighLevel's, by address."""
    asked_about: frozenset[str] = frozenset()
    """Invoices that lie on somebody's desk."""
    figures: Figures = field(default_factory=Figures)
    wrong: list[str] = field(default_factory=list)
    """A sentence for everything that must not be."""

    def judge(self, accounts: Iterable[str]) -> Figures:
        """Go through all books."""
        debts = [debt for account in accounts for debt in self._debts(account)]
        self._money(debts)
        self._cards(debts)
        self._messages({debt.life.email: debt for debt in debts})
        self._contacts(debts)
        return self.figures

    def _debts(self, account: str) -> Iterator[Debt]:
        """Find what failed at the first attempt."""
        books = self.books
        people = {one["id"]: one for one in books.objects(account, "customer")}
        subscriptions = {one["customer"]: one for one in books.objects(account, "subscription")}
        charges = self._charges(account)
        for invoice in books.objects(account, "invoice"):
            who = people[invoice["customer"]]
            if invoice["total"] > 0 and _failed(invoice) and who["email"] in self.lives:
                life, sub = self.lives[who["email"]], subscriptions[who["id"]]
                yield Debt(life, who, sub, invoice, charges.get(invoice["id"], ()))

    def _charges(self, account: str) -> dict[str, list[Object]]:
        of = {
            link["payment"]["payment_intent"]: link["invoice"]
            for link in self.books.objects(account, "invoice_payment")
        }
        found: dict[str, list[Object]] = defaultdict(list)
        for charge in self.books.objects(account, "charge"):
            if charge["payment_intent"] in of:
                found[of[charge["payment_intent"]]].append(charge)
        return {name: sorted(each, key=_at) for name, each in found.items()}

    def _money(self, debts: Sequence[Debt]) -> None:
        figures = self.figures
        sums: dict[str, Counter[str]] = defaultdict(Counter)
        for debt in debts:
            amount, currency = debt.invoice["total"], debt.invoice["currency"]
            sums["failed"][currency] += amount
            if debt.recovered:
                figures.recovered += 1
                sums["recovered"][currency] += amount
            if debt.life.recoverable:
                figures.recoverable += 1
                sums["recoverable"][currency] += amount
                sums["both"][currency] += amount if debt.recovered else 0
            figures.attempts += max(len(debt.charges) - 1, 0)
            if len(debt.paid) + debt.elsewhere > 1:
                figures.double_charges += 1
                self.wrong.append(f"{debt.life.email} paid {debt.invoice['id']} twice")
            self._ended(debt)
        figures.cases = len(debts)
        figures.failed_money = dict(sums["failed"])
        figures.recovered_money = dict(sums["recovered"])
        figures.recoverable_money = dict(sums["recoverable"])
        figures.recovered_of_recoverable = dict(sums["both"])
        figures.attempts_per_recovery = round(figures.attempts / max(figures.recovered, 1), 2)

    def _ended(self, debt: Debt) -> None:
        owed = debt.invoice["status"] == "open" and debt.subscription["status"] == "past_due"
        if owed and debt.invoice["id"] not in self.asked_about:
            self.figures.unfinished += 1
            self.wrong.append(f"{debt.life.email} is past due, and nobody does anything")

    def _cards(self, debts: Sequence[Debt]) -> None:
        """Networks count by card; a customer here has one invoice."""
        for debt in debts:
            by_card: dict[str, list[Object]] = defaultdict(list)
            for charge in debt.charges:
                by_card[_card(charge)["fingerprint"]].append(charge)
            for tried in by_card.values():
                self._card(debt, tried)

    def _card(self, debt: Debt, tried: Sequence[Object]) -> None:
        for n, charge in enumerate(tried):
            if why := _violation(charge, tried[:n]):
                self.figures.scheme_violations += 1
                self.wrong.append(f"{debt.life.email}: {charge['id']} {why}")
        for before, after in pairwise(tried):
            wait = ADVICE.get(str(before["outcome"]["network_advice_code"]), 0) * HOUR
            if after["created"] - before["created"] < wait:
                self.figures.advice_ignored += 1
                self.wrong.append(f"{debt.life.email}: {after['id']} came before its time")

    def _messages(self, debts: dict[str, Debt]) -> None:
        figures, last = self.figures, dict[tuple[str, str], Seconds]()
        seen = dict[tuple[str, str, str], Seconds]()
        figures.messages = len(self.heard)
        for one in sorted(self.heard, key=lambda each: each.at):
            life, place = self.lives[one.email], (one.email, one.channel)
            over = debts[one.email].over_at if one.email in debts else 0
            figures.messages_after_payment += self._count(
                over is not None and one.at > over, one, "after it was paid"
            )
            again = one.at - seen.get((*place, one.words), -AGAIN) < AGAIN
            figures.duplicate_messages += self._count(again, one, "twice")
            quiet = _is_quiet(one.at, life.place.zones)
            figures.messages_in_quiet_hours += self._count(quiet, one, "in quiet hours")
            close = one.at - last.get(place, -DAY) < BETWEEN
            figures.messages_too_close += self._count(close, one, "too soon after another")
            last[place] = one.at
            seen[*place, one.words] = one.at

    def _count(self, found: bool, one: Heard, what: str) -> bool:  # noqa: FBT001
        if found:
            self.wrong.append(f"{one.email} got {one.channel} {what}")
        return found

    def _contacts(self, debts: Sequence[Debt]) -> None:
        for debt in debts:
            for sentence in _differences(debt, self.contacts.get(debt.life.email, ())):
                self.figures.crm_differences += 1
                self.wrong.append(f"{debt.life.email} in HighLevel: {sentence}")
        self.figures.crm_contacts = len(debts)


def _differences(debt: Debt, contacts: Sequence[Object]) -> Iterator[str]:
    """Say what somebody who opens the contact reads that is not true."""
    if len(contacts) != 1:
        yield f"{len(contacts)} contacts"
        return
    (shown,) = contacts
    owed = debt.invoice["status"] == "open"
    standing = debt.subscription["status"]
    fields, tags = shown["fields"], frozenset(shown["tags"])
    link = debt.invoice["hosted_invoice_url"] if owed else ""
    for name, true in (("stripe_status", standing), ("payment_link", link)):
        said = fields.get(f"contact.{name}", "")
        if said != true:
            yield f"{name} is {said!r}, not {true!r}"
    for tag, true in (
        ("stripe: active", standing == "active"),
        ("stripe: trial", standing == "trialing"),
        ("stripe: cancelled", standing == "canceled"),
        ("stripe: payment failed", owed),
        ("please update billing", owed and standing == "past_due" and _needs_a_card(debt)),
    ):
        if (tag in tags) is not true:
            yield f"the tag {tag} is {'missing' if true else 'there'}"


def _needs_a_card(debt: Debt) -> bool:
    """Tell whether the card that would be charged now has been refused for good."""
    default = debt.customer["invoice_settings"]["default_payment_method"]
    tried = [one for one in debt.charges if one["payment_method"] == default]
    word = debt.life.word
    return bool(tried) and (word in NEEDS_A_CARD or word.endswith(("/03", "/21")))


NEEDS_A_CARD: Final = frozenset(
    {"expired_card", "invalid_account", "stolen_card", "lost_card", "pickup_card"}
)


def _violation(charge: Object, before: Sequence[Object]) -> str:
    card, at = _card(charge), charge["created"]
    brand = card["network"] or card["brand"]
    if any(_final(one, brand) for one in before):
        return "was tried after a final word"
    month = sum(one["created"] >= at - 30 * DAY for one in before)
    day = sum(one["created"] >= at - DAY for one in before)
    if brand == "mastercard":
        return "is beyond Mastercard's limit" if month >= 35 or day >= 10 else ""
    return "is beyond Visa's limit" if month > 15 else ""


def _final(charge: Object, brand: str) -> bool:
    said = charge["outcome"] or {}
    if charge["paid"]:
        return False
    if said["reason"] in FINAL:
        return True
    if brand == "mastercard":
        return said["network_advice_code"] in {"03", "21"}
    return said["network_decline_code"] in CATEGORY_1


def _failed(invoice: Object) -> bool:
    if not invoice["attempted"]:
        return False
    said = invoice["status_transitions"]
    paid, final = said["paid_at"], said["finalized_at"]
    return paid is None or paid - final > AT_ONCE


def _is_quiet(at: Seconds, zones: Sequence[str]) -> bool:
    moment = datetime.fromtimestamp(at, UTC)
    hours = [moment.astimezone(ZoneInfo(zone)).hour for zone in zones]
    return not all(BEGINS <= hour < ENDS for hour in hours)


def _card(charge: Object) -> Object:
    found: Object = charge["payment_method_details"]["card"]
    return found


def _at(charge: Object) -> Seconds:
    created: Seconds = charge["created"]
    return created
