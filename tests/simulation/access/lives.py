"""KAJ: what people do in a town: pay, change, leave by every channel there is, move, forge.

Each deed is done at the providers, as people and cards do it, and told to the book of truth."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sandbox.kajabi.control import deeds
from sandbox.kajabi.core.records import Contact
from sandbox.kajabi.people import access, contacts, paying
from tests.simulation.access.river import River, forged
from tests.simulation.access.town import ACCOUNTS, FORM, SHELVES, Place, Town
from tests.simulation.access.truth import PATIENCE, Leave, Person, Sub, Truth

PLANS: Final = tuple(plan for plans in SHELVES.values() for plan in plans)
HOUR: Final = 3_600


@dataclass
class Folk:
    """Everybody, and what they may do next."""

    town: Town
    truth: Truth
    river: River
    dice: Random
    later: Callable[[int, Callable[[], None]], None]
    """Does something in so many seconds."""
    left_there: Callable[[], None]
    """Hears that somebody left at a site: the poll comes around twice."""
    outages: tuple[tuple[int, int], ...] = ()
    """Begin and end of each, known to the book of truth alone."""

    def appears(self, number: int) -> Person:
        """Somebody: addresses with capitals and pluses, sometimes one who bought at the site."""
        name = f"member{number}"
        plain = f"{name}@example.com"
        written = self.dice.choice((plain, plain.title(), f"{name}+school@example.com"))
        person = Person(number, name, dict.fromkeys(("stripe", *SHELVES), written), self.town.now)
        person.known_as.add(written)
        self.truth.people.append(person)
        if self.dice.random() < 0.3:
            self._buys_there(person)
        return person

    def does_something(self, person: Person) -> None:
        """Take the next step of a life."""
        living = [each for each in person.subs if self.truth.lives(each)]
        deed = self.dice.choices(*zip(*DEEDS.items(), strict=True))[0] if living else Folk.begins
        deed(self, person)

    def begins(self, person: Person) -> None:
        """Subscribe, at one of the accounts, to one of the plans."""
        account, plan = self.dice.choice(ACCOUNTS[:2]), self.dice.choice(PLANS)
        if any(each.plan == plan and self.truth.lives(each) for each in person.subs):
            return
        email = self.dice.choice((person.addresses["stripe"], person.addresses["stripe"].upper()))
        person.known_as.add(email)
        stripes = self.town.stripes
        customer = stripes.customer(account)
        stripes.post(account, f"customers/{customer}", email=email, name=person.name)
        made = stripes.subscribe(account, customer=customer, price=self.town.prices[account, plan])
        person.subs.append(Sub(account, made["id"], plan, opened={plan}))

    def changes_plan(self, person: Person) -> None:
        """Upgrade or downgrade, without proration: money is not what is tested here."""
        sub = self._one(person)
        plan = self.dice.choice(SHELVES["academy"])
        if sub is None or sub.plan not in SHELVES["academy"] or sub.plan == plan:
            return
        item = self.truth.raw(sub)["items"]["data"][0]["id"]
        items = [{"id": item, "price": self.town.prices[sub.account, plan]}]
        self._update(sub, items=items, proration_behavior="none")
        sub.plan = plan
        sub.opened.add(plan)

    def stops_at_stripe(self, person: Person) -> None:
        """Cancel there, now or at the end."""
        if (sub := self._one(person)) is None:
            return
        sub.ended = "member"
        if self.dice.random() < 0.5:
            self.town.stripes.end(sub.account, sub.id)
        else:
            self._update(sub, cancel_at_period_end=True)

    def card_fails(self, person: Person) -> None:
        """From now on the bank says no, until the end or until another card is shown."""
        if (sub := self._one(person)) is None:
            return
        self._shows_card(sub, "chargeCustomerFail")
        if self.dice.random() < 0.5:
            self.later(25 * 24 * HOUR, lambda: self._shows_card(sub, "visa"))

    def fills_the_form(self, person: Person) -> None:
        """Leave as a member can: the automation tags them. Who was tagged before is tagged anew
        only after somebody took the old tag off."""
        if (there := self._there(person)) is None:
            return
        place, contact = there
        if place.left.id in contact.tags:
            contacts.remove_tags(self.town.kajabi, contact, [place.left.id])
            self.left_there()
            seen = not self.town.down()
            self.later(600, lambda: self._fills_it(person, place, contact, seen=seen))
        else:
            self._fills_it(person, place, contact, seen=True)

    def _fills_it(self, person: Person, place: Place, contact: Contact, *, seen: bool) -> None:
        self._leaves(person, place, contact, "form" if seen else "form again", None)
        deeds.submit(self.town.kajabi, contact, FORM)

    def is_put_out(self, person: Person) -> None:
        """The office takes an offer away: by its purchase, or by the grant."""
        if (there := self._there(person)) is None:
            return
        place, contact = there
        held = access.active(self.town.kajabi, contact)
        if not held:
            return
        one = self.dice.choice(held)
        plan = next(plan for plan, offer in place.offers.items() if offer.id == one.offer)
        bought = one.origin == "purchase"
        channel = self.dice.choice(("deactivation", "revocation")) if bought else "revocation"
        self._leaves(person, place, contact, channel, plan)
        if channel == "deactivation":
            access.deactivate(self.town.kajabi, one)
        else:
            access.revoke(self.town.kajabi, contact, place.offers[plan])

    def is_refunded_there(self, person: Person) -> None:
        """The office gives money back that Kajabi took."""
        if (there := self._there(person)) is None:
            return
        place, contact = there
        world = self.town.kajabi
        for one in access.active(world, contact):
            paid = sum(world.state.transactions[each].amount for each in one.transactions)
            plan = next(plan for plan, offer in place.offers.items() if offer.id == one.offer)
            if paid > 0 and self.truth.meant_by(person, place, plan):
                self._leaves(person, place, contact, "refund", plan)
                paying.refund(world, one)
                return

    def is_refunded(self, person: Person) -> None:
        """The office gives the latest payment back at Stripe; the subscription goes on."""
        sub = self._one(person)
        if sub is None or self.truth.raw(sub)["status"] != "active":
            return
        account = self.town.stripes.world.accounts[sub.account]
        customer = self.truth.raw(sub)["customer"]
        paid = [each for each in account.all("charge") if each["customer"] == customer]
        if paid and paid[-1]["paid"] and not paid[-1]["refunded"]:
            self.town.stripes.post(sub.account, "refunds", charge=paid[-1]["id"])
            sub.returned_at = self.town.now

    def changes_address(self, person: Person) -> None:
        """On one side only; the other goes on with the old one."""
        where = self.dice.choice(("stripe", *SHELVES))
        fresh = f"{person.name}.{len(person.known_as)}@new.example"
        person.addresses[where] = fresh
        person.known_as.add(fresh)
        if where in SHELVES:
            for contact in self.truth.contacts_of(person, self.town.places[where])[:1]:
                contacts.change_email(self.town.kajabi, contact, fresh)
        else:
            for sub in person.subs:
                customer = self.truth.raw(sub)["customer"]
                self.town.stripes.post(sub.account, f"customers/{customer}", email=fresh)

    def moves(self, person: Person) -> None:
        """The migration, as Stripe sees it: armed, stopped, let live (DESIGN §5)."""
        source = self._one(person)
        if source is None or source.account == "new" or source.stage != "plain":
            return
        raw = self.truth.raw(source)
        boundary = raw["items"]["data"][0]["current_period_end"]
        if raw["status"] != "active" or boundary - self.town.now < 60 * HOUR:
            return
        email = self.town.stripes.get(source.account, f"customers/{raw['customer']}")["email"]
        customer = self.town.stripes.customer("new")
        self.town.stripes.post("new", f"customers/{customer}", email=email, name=person.name)
        made = self.town.stripes.subscribe(
            "new",
            customer=customer,
            price=self.town.prices["new", source.plan],
            metadata={"carryover_source": source.name},
            cancel_at_period_end=True,
            billing_cycle_anchor=boundary,
            proration_behavior="none",
        )
        target = Sub("new", made["id"], source.plan, "armed", opened={source.plan})
        target.returned_at = 0 if self.truth.pays(source) else source.returned_at
        person.subs.append(target)
        self.later(self.dice.randrange(30, 600), lambda: self._stop(source, target))

    def forges(self, person: Person) -> None:
        """Somebody who knows the door writes hooks of their own, about somebody else."""
        if (there := self._there(person)) is None:
            return
        place, contact = there
        shown = {"email": contact.email}
        tag = ("contact_tags", {"name": "Cancelled"})
        bodies = [
            forged(
                "tag_added", (contact.id, "contacts", {"email": "eve@example.com"}), _p(tag, "1")
            ),
            forged("tag_added", (contact.id, "contacts", shown), _p(tag, place.other.id)),
            forged("tag_removed", (contact.id, "contacts", shown), _p(tag, place.left.id)),
            forged("purchase", ("999999", "purchases", {}), ("1", "customers", shown)),
            *(self._about(each) for each in contact.accesses),
        ]
        if place.left.id not in contact.tags:
            bodies.append(
                forged("tag_added", (contact.id, "contacts", shown), _p(tag, place.left.id))
            )
        self.river.knocks(place.alias, self.dice.choice(bodies))
        self.river.knocks(place.alias, bodies[0], "a-wrong-token-of-22-letters")

    def _about(self, purchase: str) -> bytes:
        """Somebody's purchase, with somebody else's address."""
        customer = ("1", "customers", {"email": "eve@example.com"})
        return forged("purchase", (purchase, "purchases", {}), customer)

    def _leaves(
        self, person: Person, place: Place, contact: Contact, channel: str, plan: str | None
    ) -> None:
        """Write down what is meant, before it is done."""
        meant = self.truth.meant_by(person, place, plan)
        latest = max(
            [self.town.now, *(end for at, end in self.outages if at <= self.town.now < end)]
        )
        latest += PATIENCE + (HOUR if latest > self.town.now else 0)
        leave = Leave(self.town.now, latest, person, place, contact.id, channel, plan, meant)
        self.truth.leaves.append(leave)
        self.left_there()

    def _stop(self, source: Sub, target: Sub) -> None:
        if not self.truth.lives(source):
            self.town.stripes.end("new", target.id)
            target.stage = "plain"
            return
        mark = {"comment": "carryover:acme"}
        self._update(source, cancel_at_period_end=True, cancellation_details=mark)
        source.stage, source.ended = "moved", "migration"
        self.later(self.dice.randrange(5, 300), lambda: self._let_live(target))

    def _let_live(self, target: Sub) -> None:
        self._update(target, cancel_at_period_end=False)
        target.stage = "plain"

    def _buys_there(self, person: Person) -> None:
        """Check out at the site; of some that is over before they begin anew at Stripe."""
        place = self.dice.choice(list(self.town.places.values()))
        plan = self.dice.choice(list(place.offers))
        email = person.addresses[place.alias]
        one = deeds.buy(self.town.kajabi, place.site, email, person.name, place.offers[plan].id)
        if self.dice.random() < 0.4:
            access.deactivate(self.town.kajabi, one)

    def _there(self, person: Person) -> tuple[Place, Contact] | None:
        place = self.dice.choice(list(self.town.places.values()))
        found = self.truth.contacts_of(person, place)
        return (place, found[0]) if len(found) == 1 else None

    def _one(self, person: Person) -> Sub | None:
        living = [each for each in person.subs if self.truth.lives(each)]
        return self.dice.choice(living) if living else None

    def _shows_card(self, sub: Sub, card: str) -> None:
        customer = self.truth.raw(sub)["customer"]
        path = f"payment_methods/pm_card_{card}/attach"
        method = self.town.stripes.post(sub.account, path, customer=customer)
        settings = {"default_payment_method": method["id"]}
        self.town.stripes.post(sub.account, f"customers/{customer}", invoice_settings=settings)

    def _update(self, sub: Sub, **said: Any) -> None:
        self.town.stripes.post(sub.account, f"subscriptions/{sub.id}", **said)


def _p(tag: tuple[str, dict[str, str]], key: str) -> tuple[str, str, dict[str, str]]:
    return key, *tag


DEEDS: Final[dict[Callable[[Folk, Person], None], int]] = {
    Folk.begins: 3,
    Folk.changes_plan: 3,
    Folk.stops_at_stripe: 2,
    Folk.card_fails: 2,
    Folk.fills_the_form: 4,
    Folk.is_put_out: 4,
    Folk.is_refunded_there: 1,
    Folk.is_refunded: 1,
    Folk.changes_address: 2,
    Folk.moves: 5,
    Folk.forges: 4,
}
"""How often what is done."""
