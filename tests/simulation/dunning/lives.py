"""What people, banks and machines do in a town, by the dice of its seed."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.outage import Outage
from sandbox.stripe.payments import disputing
from tests.fakes.highlevel import WRITES
from tests.fakes.memory import Killed
from tests.simulation.dunning.judge import Watch
from tests.simulation.dunning.town import DAY, Person, Town
from tests.unit.dunning.office import US

SOFT: Final = ("insufficient_funds", "do_not_honor", "try_again_later")
HARD: Final = ("expired_card", "stolen_card", "lost_card")
ZONES: Final = (
    "Pacific/Auckland", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/Lima", "",
)  # fmt: skip
EFFECTS: Final = {
    "stripe": ("post", "delete"),
    "cases": ("save",),
    "mail": ("send",),
    "highlevel": WRITES,
    "contacts": ("save", "point"),
}


class Frail:
    """A port in whose effects, by the dice, its user dies just before or just after, or another
    worker gets a turn."""

    def __init__(self, port: Any, effects: Sequence[str], life: "Life") -> None:
        self.port, self.effects, self.life = port, effects, life

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)
        if name not in self.effects:
            return method

        def call(*args: Any, **more: Any) -> Any:
            self._may_die()
            answer = method(*args, **more)
            self._may_die()
            return answer

        return call

    def _may_die(self) -> None:
        if self.life.dice.random() < self.life.frail:
            raise Killed
        if self.life.dice.random() < self.life.frail:
            self.life.town.looks()


class Life:
    """A town, and everything that happens in it."""

    def __init__(self, town: Town, *, frail: float = 0.02) -> None:
        self.town, self.dice, self.frail = town, Random(town.seed), frail
        self.watches: list[Watch] = []
        self.before = town.dressed
        town.dressed = self._dressed

    def happens(self, days: int) -> None:
        """Live: the bank refuses every renewal for some reason, and then life goes on."""
        outage = self.dice.randrange(days)
        for day in range(days):
            if day == outage:
                self._highlevel_is_down()
            for person in self.town.people.values():
                if self.dice.random() < 0.14:
                    self.dice.choice(DEEDS)(self, person)
            if day % 5 == 4:
                self.town.answers_questions()
            self.town.days_pass(1)

    def rests(self, days: int) -> None:
        """Nothing goes wrong any more, and nobody does anything but answer questions."""
        self.town.dressed, self.town.office.agency.highlevel.faults.orders = self.before, []
        for _ in range(days // 5):
            self.town.days_pass(5)
            self.town.answers_questions()
        self.town.days_pass(0.5)

    @property
    def words_after_payment(self) -> list[str]:
        return [word for watch in self.watches for word in watch.words]

    def _dressed(self, name: str, port: Any) -> Any:
        port = self.before(name, port)
        if name in ("mail", "highlevel"):
            self.watches.append(Watch(port, self.town))
            port = self.watches[-1]
        effects = EFFECTS.get(name)
        return port if effects is None else Frail(port, effects, self)

    def _highlevel_is_down(self) -> None:
        highlevel = self.town.office.agency.highlevel
        highlevel.order_outage(Outage(self.town.clock + DAY, unreachable=self.dice.random() < 0.5))
        lost = Fault(Kind.TIMEOUT, "POST", times=None, share=0.03, after_effect=True)
        highlevel.faults.orders = [lost, Fault(Kind.RATE_LIMIT, times=None, share=0.03)]


def bank_changes_its_mind(life: Life, person: Person) -> None:
    life.town.bank_says(person, life.dice.choice((*SOFT, *SOFT, *HARD, "authenticate", None)))


def new_card(life: Life, person: Person) -> None:
    person.card = life.town.gives_card(person.customer, life.dice.choice(["visa", "mastercard"]))
    life.town.bank_says(person, life.dice.choice((None, None, *SOFT, *HARD)))


def pays_outside(life: Life, person: Person) -> None:
    for one in life.town.owed(person)[:1]:
        life.town.cash[one["id"]] = one["amount_remaining"]
        life.town.stripes.post(US, f"invoices/{one['id']}/pay", paid_out_of_band=True)


def is_let_off_a_part(life: Life, person: Person) -> None:
    """A credit note for a third of what is owed."""
    for one in life.town.owed(person)[:1]:
        if one["amount_remaining"] == one["total"]:
            part = one["total"] // 3
            life.town.stripes.post(US, "credit_notes", invoice=one["id"], amount=part)


def written_off(life: Life, person: Person) -> None:
    how = life.dice.choice(["void", "mark_uncollectible"])
    for one in life.town.owed(person)[:1]:
        life.town.stripes.post(US, f"invoices/{one['id']}/{how}")


def cancels(life: Life, person: Person) -> None:
    if life.town.account.get("subscription", person.sub)["status"] != "canceled":
        life.town.stripes.end(US, person.sub)


def disputes(life: Life, person: Person) -> None:
    mine = [c for c in life.town.account.all("charge") if c["customer"] == person.customer]
    paid = [one for one in mine if one["paid"] and not one["disputed"]]
    if paid:
        disputing.open_dispute(life.town.account, paid[-1], "fraudulent")


DEEDS: Final[tuple[Callable[[Life, Person], None], ...]] = (
    *(bank_changes_its_mind,) * 8,
    *(new_card,) * 4,
    pays_outside,
    is_let_off_a_part,
    written_off,
    cancels,
    disputes,
)
