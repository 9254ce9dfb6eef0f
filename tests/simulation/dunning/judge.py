"""What must be true of any town (issue 6, "How it is judged"), read off Stripe's ledger, the
mailbox and the contacts. Of what dunning remembers only names, ends and steps are asked for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests.simulation.dunning.town import DAY, Person, Town
from tests.unit.migration.moving.stage import Object

HOUR: Final = 3_600
NEVER: Final = frozenset({"stolen_card", "lost_card", "pickup_card"})
"""After these no network allows another attempt on the card (CONTRACTS §9.4)."""
BETWEEN, WAKES, SLEEPS, FALLBACK = 20 * HOUR, 9, 20, "Europe/Warsaw"
"""Of docs/dunning/schedule.example.yaml, as its owner reads it."""
ROAD: Final = 60 * DAY
"""42 days, a notice, two weeks of doubt about a payment on its way."""


@dataclass
class Watch:
    """Stands beside a port, and notes what was owed the moment somebody was written to."""

    port: Any
    town: Town
    words: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)
        if name not in ("send", "enrol"):
            return method

        def noted(*said: Any) -> Any:
            if not self._owed(*said):
                self.words.append(f"{name} at {self.town.clock}: nothing is owed")
            return method(*said)

        return noted

    def _owed(self, *said: Any) -> bool:
        """A letter says which invoice; of anything else it is enough that it names one that is
        open."""
        if len(said) == 1:
            found = self.town.account.get("invoice", said[0].tags["invoice"])
            return bool(found["status"] == "open")
        text = getattr(said[2], "text", "") or getattr(said[2], "html", "")
        named = [o for p in self.town.people.values() for o in self.town.owed(p)]
        return any(o["hosted_invoice_url"] in text for o in named)


def charged_twice(town: Town) -> Iterator[str]:
    """Money for an invoice is never more than the invoice."""
    intents = {
        one["payment"]["payment_intent"]: one["invoice"]
        for one in town.account.all("invoice_payment")
        if one["payment"].get("payment_intent")
    }
    got: dict[str, int] = defaultdict(int, town.cash)
    for charge in town.account.all("charge"):
        if charge["paid"] and charge["payment_intent"] in intents:
            got[intents[charge["payment_intent"]]] += charge["amount"]
    for invoice, amount in got.items():
        shown = town.account.get("invoice", invoice)
        if amount > shown["total"] - shown["pre_payment_credit_notes_amount"]:
            yield f"{invoice}: {amount} for {shown['total']}"


def beyond_limits(town: Town) -> Iterator[str]:
    """Of our attempts none is one too many for the card's network, whoever made those before."""
    ours = set(_ours(town))
    by_card: dict[tuple[str, str], list[Object]] = defaultdict(list)
    for charge in sorted(town.account.all("charge"), key=lambda one: one["created"]):
        card = charge["payment_method_details"]["card"]
        before = by_card[charge["customer"], card["fingerprint"]]
        if charge["id"] in ours:
            yield from _too_many(charge, card["brand"], before)
        before.append(charge)


def _ours(town: Town) -> Iterator[str]:
    """Stripe says which request caused an event, and by which key."""
    for event in town.events:
        key = event.cause.idempotency_key or ""
        if event.type.startswith("charge.") and key.startswith("dunning:"):
            yield event.render()["data"]["object"]["id"]


def _too_many(charge: Object, network: str, before: list[Object]) -> Iterator[str]:
    at, name = charge["created"], charge["id"]
    month = [b for b in before if b["amount"] == charge["amount"] and at - b["created"] <= 30 * DAY]
    day = [one for one in month if at - one["created"] <= DAY]
    if len(month) >= (35 if network == "mastercard" else 15):
        yield f"{name}: {len(month)} attempts in 30 days before it"
    if network == "mastercard" and len(day) >= 10:
        yield f"{name}: {len(day)} attempts in a day before it"
    if grave := [b for b in before if not b["paid"] and b["outcome"]["reason"] in NEVER]:
        yield f"{name}: after {grave[0]['outcome']['reason']}"


def heard(town: Town) -> Iterator[tuple[Person, str, int]]:
    """List what reached people, by what arrived and not by what was sent."""
    world = town.office.agency.world
    for letter in town.mailbox.state.letters.values():
        yield next(p for p in town.people.values() if p.email in letter.to), "email", letter.at
    for message in world.state.messages.values():
        email = world.contact(message.contact).email
        yield next(p for p in town.people.values() if p.email == email), "sms", message.at


def said_too_often(town: Town) -> Iterator[str]:
    """By one channel nobody hears of us twice within the distance, whatever they owe."""
    by: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person, channel, at in heard(town):
        by[person.name, channel].append(at)
    for (name, channel), moments in by.items():
        for before, after in pairwise(sorted(moments)):
            if after - before < BETWEEN:
                yield f"{name} by {channel} at {before} and {after}"


def said_at_night(town: Town) -> Iterator[str]:
    """On the wall clock of whoever hears it."""
    for person, channel, at in heard(town):
        clock = datetime.fromtimestamp(at, ZoneInfo(person.zone or FALLBACK))
        if not WAKES <= clock.hour < SLEEPS:
            yield f"{person.name} by {channel} at {clock:%d %b %H:%M}"


def said_twice(town: Town) -> Iterator[str]:
    """What arrived about an invoice is no more than the steps that were begun, each once."""
    arrived = Counter(dict(one.tags)["invoice"] for one in town.mailbox.state.letters.values())
    for case in town.cases:
        steps = [told.step for told in case.told if told.channel == "email"]
        if len(steps) > len(set(steps)) or arrived[case.invoice] > len(steps):
            yield f"{case.invoice}: {arrived[case.invoice]} letters for {steps}"


def unfinished(town: Town) -> Iterator[str]:
    """Every failure comes to an end, and none is overlooked."""
    known = {case.invoice: case for case in town.cases}
    for invoice in town.account.all("invoice"):
        old = town.clock - (invoice["status_transitions"]["finalized_at"] or town.clock) > ROAD
        case = known.get(invoice["id"])
        if invoice["status"] == "open" and invoice["attempted"] and case is None and old:
            yield f"{invoice['id']} failed, and nobody noticed"
        if case is not None and case.closed is None and old:
            yield f"{case.invoice} goes on for ever"


def contacts_wrong(town: Town) -> Iterator[str]:
    """Who works in the CRM sees what is true at Stripe, and finds what they wrote themselves."""
    for person in town.people.values():
        shown, sub = town.contact(person), town.account.get("subscription", person.sub)
        tags, active = set(shown["tags"]), "active" in town.statuses(person)
        if ("payment failed" in tags) is not bool(town.owed(person)):
            yield f"{person.name}: {sorted(tags)} with {len(town.owed(person))} debts"
        if ("stripe: active" in tags) is not active:
            yield f"{person.name}: {sorted(tags)} at {town.statuses(person)}"
        if "please update billing" in tags and active and not town.owed(person):
            yield f"{person.name}: is asked for a card that pays"
        if "vip" not in tags:
            yield f"{person.name}: lost a tag of somebody else's"
        if person.second or sub["pause_collection"]:
            continue
        if shown["fields"]["contact.status"] != sub["status"]:
            yield f"{person.name}: {shown['fields']['contact.status']}, and is {sub['status']}"


LAWS: Final[Mapping[str, Callable[[Town], Iterator[str]]]] = {
    law.__name__: law
    for law in (
        charged_twice,
        beyond_limits,
        said_too_often,
        said_at_night,
        said_twice,
        unfinished,
        contacts_wrong,
    )
}


def judged(town: Town) -> dict[str, list[str]]:
    """Name every law that is broken, and how."""
    found = {name: list(law(town)) for name, law in LAWS.items()}
    return {name: broken for name, broken in found.items() if broken}
