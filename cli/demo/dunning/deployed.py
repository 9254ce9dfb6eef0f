"""A small cohort through the deployed stack: webhooks, queues, the Lambdas ``dunning`` and
``crm_sync``, letters over HTTP to a mailbox, texts over HTTP to HighLevel."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from carryover.crm.messages import Sweep as CrmSweep
from carryover.dunning.messages import Sweep
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.wiring import console
from carryover.wiring.console import Console
from cli import agency
from cli.demo.dunning.customers import Customer, Streets
from cli.demo.dunning.figures import Figures
from cli.demo.dunning.judging import Heard, Recorder
from cli.demo.dunning.lives import DAY, EVER, HOUR, PLACES, Act, Brand, Life
from cli.demo.dunning.suburb import Suburb
from cli.demo.dunning.town import ACCOUNTS
from cli.demo.quiet import Advance, Watch
from cli.theatre import Theatre, connect

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

FAILS_AFTER: Final = 3 * DAY
LOOKS: Final = (1, 2, 3, 6, 9, 16, 25, 37, 44)
"""Days after the failure at which the clock stops and the sweeper comes by, at noon in Europe."""
NEAR: Final = PLACES[2:]
"""Germany and Poland: where it is noon when it is noon here."""

HELD: "Final[tuple[QueueAttributeNameType, ...]]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
WORKED: Final[Collection[str]] = ("Inbound", "SubscriptionMirror", "Dunning", "Crm")
EVENTS: Final = (
    "customer.updated",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.payment_failed",
    "invoice.paid",
)
"""What Stripe tells here; the record of everything else is the river chapter's."""


def cast(dice: Random) -> Iterator[Life]:
    """Name who plays: every way to pay late that needs no page in a browser."""
    soft, card = "insufficient_funds", Act("card", 1, 6 * HOUR)
    parts: list[tuple[str, str, int | None, Act | None]] = [
        ("outage", "processing_error", 5 * HOUR, None),
        ("outage", "issuer_not_available", 20 * HOUR, None),
        ("funds", soft, DAY, None),
        ("funds", soft, 5 * DAY, None),
        ("funds", soft, 14 * DAY, None),
        ("mood", "do_not_honor", 2 * DAY, None),
        ("mood", "do_not_honor", 8 * DAY, None),
        ("expired", "expired_card", None, card),
        ("expired", "expired_card", None, Act("card", 2, 9 * HOUR)),
        ("stolen", "stolen_card", None, card),
        ("gone", "stolen_card", None, None),
        ("gone", soft, None, None),
    ]
    for number, (kind, word, back, act) in enumerate(parts):
        works = () if back is None else ((back, EVER),)
        place = dice.choice(NEAR)
        brand: Brand = dice.choice(("visa", "mastercard"))
        yield Life(number, kind, place, brand, FAILS_AFTER, word, works, act, phone=number % 2 == 0)


@dataclass
class Deployed:
    """One performance on a deployed stage."""

    theatre: Theatre
    tell: Advance
    dice: Random
    wrong: list[str] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)

    def play(self) -> Figures:
        """Set up, let trials end, go on day by day, and judge."""
        connect(self.theatre, ACCOUNTS, EVENTS)
        place = agency.set_up(self.theatre)
        agency.put_in_force(self.theatre, ACCOUNTS)
        self.stage: Console = console.connect("local")
        self.suburb = Suburb(self.theatre, place.location)
        self.streets = Streets(self.suburb)
        lives = list(cast(self.dice))
        for number, life in enumerate(lives, 1):
            one = self.streets.moves_in(life)
            self.customers[life.email] = one
            self.tell("people begin a trial at the deployed stack", number, len(lives))
        self._until_quiet("they are contacts now")
        self._fail()
        before = 0
        for number, day in enumerate(LOOKS, 1):
            self._days(day - before, before)
            before = day
            self.tell("days go by at the deployed stack", number, len(LOOKS))
        return self._judged()

    def _fail(self) -> None:
        """Trials end, and Stripe's own retries are switched off, invoice by invoice."""
        self.theatre.time_passes(FAILS_AFTER + HOUR)
        for account in ACCOUNTS:
            for invoice in list(self.suburb.objects(account, "invoice")):
                if invoice["status"] == "open":
                    self.suburb.ask(account, f"invoices/{invoice['id']}", auto_advance=False)
                    one = next(c for c in self.customers.values() if c.id == invoice["customer"])
                    one.invoice, one.failed_at = invoice["id"], self.suburb.clock
        self._until_quiet("cards fail")

    def _days(self, days: int, before: int) -> None:
        """Banks change their minds, people act on what they read, the sweeper comes by."""
        passed = before + days
        for one in self.customers.values():
            back = one.life.works[0][0] if one.life.works else EVER
            if before * DAY <= back < passed * DAY:
                self.suburb.bank_says(one.life.place.account, one.card, None)
        letters = self._letters()
        for one in self.customers.values():
            act, reached = one.life.act, sum(each.email == one.life.email for each in letters)
            if act and one.messages < act.after <= reached:
                self.streets.acts(one)
            one.messages = reached
        self.theatre.time_passes(days * DAY)
        self._sends(Queue.DUNNING, Sweep())
        self._sends(Queue.CRM, CrmSweep())
        self._until_quiet(f"day {passed}")

    def _sends(self, queue: Queue, body: Message) -> None:
        at = self.stage.now()
        name = f"demo:{queue}:{at.isoformat()}"
        self.stage.outbox.send(queue, stamped(body, message_id=name, cause=name, at=at))

    def _judged(self) -> Figures:
        contacts: dict[str, list[dict[str, object]]] = {}
        for one in self.theatre.highlevel.control("GET", "contacts"):
            contacts.setdefault(one["email"], []).append(one)
        lives = {email: one.life for email, one in self.customers.items()}
        cases = self.stage.reviews.all()
        asked = frozenset(each.doubt.subject.rpartition("/")[2] for each in cases)
        recorder = Recorder(self.suburb, lives, self._letters(), dict(contacts), asked)
        figures = recorder.judge(ACCOUNTS)
        figures.questions = len(cases)
        figures.dead_letters = sum(self._depth(f"{each}DeadLetters") for each in WORKED)
        self.wrong = recorder.wrong
        return figures

    def _letters(self) -> list[Heard]:
        emails = {
            each["id"]: each["email"] for each in self.theatre.highlevel.control("GET", "contacts")
        }
        heard = [
            Heard(each["to"][0], each["at"], "email", f"{each['subject']}\n{each['text']}")
            for each in self.theatre.mailbox.control("GET", "letters")
        ]
        return heard + [
            Heard(emails[each["contact"]], each["at"], each["kind"], each["text"])
            for each in self.theatre.highlevel.control("GET", "messages")
            if each["status"] == "delivered"
        ]

    def _until_quiet(self, what: str) -> None:
        Watch(self.tell).until_quiet(what, self._waiting)

    def _waiting(self) -> int:
        pending = int(self.theatre.highlevel.control("GET", "stats")["pending"])
        return self.theatre.stripe.pending() + pending + sum(map(self._depth, WORKED))

    def _depth(self, queue: str) -> int:
        names = self.theatre.stack.outputs
        url = names.get(f"{queue}QueueUrl") or names[f"{queue}Url"]
        sqs = self.theatre.aws.clients.sqs
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        return sum(int(answer["Attributes"][kind]) for kind in HELD)
