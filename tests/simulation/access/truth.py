"""KAJ: what must be true whatever happens, judged from what people did and what both providers
hold.

Written without looking at how the product decides: it knows who left what at which second because
it was told by whoever made them leave, and compares with Stripe's and Kajabi's own records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.kajabi.core.records import Contact
from sandbox.kajabi.people import access, contacts
from tests.simulation.access.periods import renewed
from tests.simulation.access.town import Place, Town

PERIOD: Final = 60
"""Seconds between two polls."""
PATIENCE: Final = 2 * PERIOD + 900
"""Two polls, and a quarter of an hour for workers that died meanwhile: seconds."""
PAYING: Final = ("active", "trialing", "past_due")
OVER: Final = ("canceled", "incomplete_expired")
UNCLEAR: Final = ("refund", "form again")
"""What a person has to judge: money that went back there; a tag that was taken off and set again
while nobody could see it."""
LATEST: Final = 3 * 86_400
"""Seconds for which Stripe tries to tell of a refund; no list says it sooner."""
OURS: Final = "carryover-access:"


@dataclass
class Sub:
    """A subscription, as whoever made it knows it."""

    account: str
    id: str
    plan: str
    stage: str = "plain"
    """``armed``: a target that waits; ``moved``: a source that was stopped for its target."""
    ended: str = ""
    """Whose doing its end is, other than the product's."""
    returned_at: int = 0
    """When the money of its latest period went back at Stripe, all of it; 0: it did not."""
    opened: set[str] = field(default_factory=set)
    """Every plan it ever had."""

    @property
    def name(self) -> str:
        return f"{self.account}/{self.id}"


@dataclass
class Person:
    """Somebody, with every address and every subscription they ever had."""

    number: int
    name: str
    addresses: dict[str, str]
    """``stripe``, and by site."""
    arrived: int
    known_as: set[str] = field(default_factory=set)
    subs: list[Sub] = field(default_factory=list)

    def months_until(self, now: int) -> float:
        return (now - self.arrived) / (30 * 86_400)


@dataclass(frozen=True)
class Leave:
    """At this second this person left, and this is what was meant by it."""

    at: int
    latest: int
    """By when a product that keeps its word has acted."""
    person: Person
    place: Place
    contact: str
    channel: str
    plan: str | None
    meant: tuple[Sub, ...]


@dataclass
class Truth:
    """The book, and the laws."""

    town: Town
    people: list[Person] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    audits: int = 0
    judged: int = 0

    def raw(self, sub: Sub) -> dict[str, Any]:
        return self.town.subscription(sub.account, sub.id)

    def lives(self, sub: Sub) -> bool:
        """It goes on charging unless somebody ends it."""
        raw = self.raw(sub)
        ends = raw["cancel_at_period_end"] or raw["cancel_at"]
        return raw["status"] not in OVER and not ends and sub.stage == "plain"

    def pays(self, sub: Sub) -> bool:
        """What went back is not paid, until a later period is."""
        if sub.returned_at and not any(at > sub.returned_at for at, _ in self.renewals(sub)):
            return False
        return self.raw(sub)["status"] in PAYING and sub.stage == "plain"

    def meant_by(self, person: Person, place: Place, plan: str | None) -> tuple[Sub, ...]:
        """What somebody pays for that opens what they leave; of a move under way, whose source was
        stopped, the target that is about to live."""
        opened = (plan,) if plan else tuple(place.offers)
        about = [each for each in person.subs if each.plan in opened]
        moving = any(each.stage == "moved" and not self._over(each) for each in about)
        return tuple(
            each for each in about if self.lives(each) or (moving and each.stage == "armed")
        )

    def _over(self, sub: Sub) -> bool:
        return self.raw(sub)["status"] in OVER

    def holdings(self, person: Person, place: Place) -> set[str]:
        """What they can see there now, whichever of their contacts has it."""
        held = {
            offer
            for contact in self.contacts_of(person, place)
            for offer in access.active_offers(self.town.kajabi, contact)
        }
        return {plan for plan, offer in place.offers.items() if offer.id in held}

    def contacts_of(self, person: Person, place: Place) -> list[Contact]:
        found = (contacts.by_email(self.town.kajabi, place.site, each) for each in person.known_as)
        return list({each.id: each for each in found if each}.values())

    def judge_access(self, since: int) -> None:
        """After an audit that began then, and its repair: who pays has access, who does not has
        none."""
        self.audits += 1
        for person in self.people:
            for place in self.town.places.values():
                for plan in place.offers:
                    self._judge(person, place, plan, since)

    def _judge(self, person: Person, place: Place, plan: str, since: int) -> None:
        opening = [each for each in person.subs if plan in each.opened]
        if any(self.town.now - each.returned_at < LATEST for each in opening):
            return
        if not opening or not self.contacts_of(person, place):
            if any(self.pays(each) and each.plan == plan for each in opening):
                self._breaks(f"{person.name} pays for {plan} and is no member")
            return
        self.judged += 1
        pays = any(each.plan == plan and self.pays(each) for each in opening)
        has = plan in self.holdings(person, place)
        if pays and not has and not self._gave_up(person, place, plan):
            self._breaks(f"{person.name} pays for {plan} and cannot see it")
        if any(self._paid_at(each, since) for each in opening):
            return
        if has and not pays and not self._moving(opening) and not self._bought(person, place, plan):
            self._breaks(f"{person.name} sees {plan} and does not pay")

    def _paid_at(self, sub: Sub, since: int) -> bool:
        """What ended after the audit began was compared while it was paid for; Stripe may be days
        late to tell of the end, and the next audit is not."""
        return int(self.raw(sub)["ended_at"] or 0) >= since

    def _gave_up(self, person: Person, place: Place, plan: str) -> bool:
        """Whoever lost an offer at the site by leaving may go without for what is left of the
        period, or until a person has decided."""
        return any(
            each.person is person and each.place is place and each.plan == plan
            for each in self.leaves
        )

    def _bought(self, person: Person, place: Place, plan: str) -> bool:
        """Somebody known by two addresses may have bought under the one what they subscribed to
        under the other: to the product these are two people, and the purchase is Kajabi's."""
        people = self.contacts_of(person, place)
        held = [each for who in people for each in access.active(self.town.kajabi, who)]
        mine = [each for each in held if each.offer == place.offers[plan].id]
        return len(people) > 1 and all(each.origin == "purchase" for each in mine)

    def _moving(self, opening: list[Sub]) -> bool:
        """Between the stop of a source and the first breath of its target nobody pays, and
        everybody sees."""
        return any(each.stage == "armed" for each in opening)

    def judge_ends(self, doubts: list[str]) -> None:
        """In the end: everybody who left was let go in time, nobody else was."""
        for leave in self.leaves:
            for sentence in self._of_leave(leave, doubts):
                self._breaks(sentence)
        meant = {each.name: leave for leave in self.leaves for each in leave.meant}
        for person in self.people:
            for sub in person.subs:
                comment = (self.raw(sub)["cancellation_details"] or {}).get("comment") or ""
                if comment.startswith(OURS) and sub.name not in meant:
                    self._breaks(f"{person.name} did not leave {sub.name}, which was ended")

    def _of_leave(self, leave: Leave, doubts: list[str]) -> Iterator[str]:
        who = f"{leave.person.name} left {leave.plan or leave.place.alias} by {leave.channel}"
        asked = any(
            leave.contact in each or any(sub.id in each for sub in leave.meant) for each in doubts
        )
        if leave.channel in UNCLEAR or len(leave.meant) > 1:
            if leave.meant and not asked:
                yield f"{who}: unclear, and nobody was asked"
            return
        for sub in leave.meant:
            raw = self.raw(sub)
            ended = raw["canceled_at"]
            if ended is None:
                yield f"{who}: {sub.name} goes on" + (" (asked)" if asked else "")
            elif ended > leave.latest:
                yield f"{who} at {leave.at}: {sub.name} ended {ended - leave.latest} s too late"
            else:
                yield from self._kept(leave, sub, who, asked=asked)

    def _kept(self, leave: Leave, sub: Sub, who: str, *, asked: bool) -> Iterator[str]:
        """Billed between leaving and the end: returned, or a person knows. A period that had begun
        before they left is paid an hour after its beginning, and was theirs."""
        for begun, charge in self.renewals(sub):
            kept = begun > leave.at and not charge["refunded"]
            if begun > leave.latest or (kept and not asked):
                yield f"{who} at {leave.at}: billed at {begun}, and kept"

    def renewals(self, sub: Sub) -> Iterator[tuple[int, dict[str, Any]]]:
        """When each further period of a subscription began, and the payment for it."""
        return renewed(self.town, sub.account, sub.id)

    def judge_mail(self) -> None:
        """Nobody hears from the site because of us, and nobody is granted an offer twice."""
        for mail in self.town.kajabi.state.emails:
            if mail.kind != "purchase":
                self._breaks(f"{mail.to} was sent {mail.kind}")
        held: set[tuple[str, str]] = set()
        for each in self.town.kajabi.state.accesses.values():
            place = (each.contact, each.offer)
            if each.active and place in held:
                self._breaks(f"{each.contact} holds {each.offer} twice")
            held |= {place} if each.active else set()

    def _breaks(self, sentence: str) -> None:
        if sentence not in self.broken:
            self.broken.append(sentence)
