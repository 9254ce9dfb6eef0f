"""A renewal that fails is asked for again, in the real stack: its doors, its queues, its workers
and their rights; whoever pays hears no more, and HighLevel shows how they stand (DUN-1, DUN-3,
DUN-4, CRM-1, CRM-2)."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pytest
import requests

from carryover.crm.model import Standing
from carryover.dunning.messages import Sweep
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.wiring.console import Console
from carryover.wiring.console import connect as console
from carryover.wiring.dunning_desk import DunningDesk, desk
from cli import agency
from cli.academy import LocalKajabi
from cli.agency import Outside
from cli.demo.dunning.customers import Customer, Streets
from cli.demo.dunning.lives import DAY, HOUR, PLACES, Life
from cli.demo.dunning.setting import LOCATION, TAGS
from cli.demo.dunning.suburb import Suburb
from cli.theatre import ACCOUNTS, LocalStripe, Theatre, connect
from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack
from sandbox.highlevel import server as highlevel_server
from sandbox.highlevel.sandbox import Sandbox as HighLevel
from sandbox.mailbox import server as mailbox_server
from sandbox.mailbox.mailbox import Mailbox
from sandbox.stripe import server as stripe_server
from sandbox.stripe.core.world import World
from tests.local.patience import eventually

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

INTL: Final = "intl"
MORNING: Final = int(datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp())
"""A Monday, ten o'clock in Berlin; what is swept at one is swept in nobody's quiet hours."""
HEARD: Final = ("customer.subscription.updated", "invoice.payment_failed", "invoice.paid")
HELD: "Final[tuple[QueueAttributeNameType, ...]]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
WORKED: Final = ("Inbound", "SubscriptionMirror", "Dunning", "Crm")
BANK_IS_DOWN: Final = Life(
    1, "outage", PLACES[2], "visa", fails_at=2 * HOUR, word="processing_error", phone=True
)
"""A German whose bank has trouble; with its no comes the advice not to
ask again within three days (CONTRACTS.md §9.2)."""


@dataclass
class Office:
    """A shop whose renewals fail, a CRM, a mailbox, and the stack between them."""

    theatre: Theatre
    stage: Console
    desk: DunningDesk
    suburb: Suburb
    one: Customer

    def renewal_fails(self) -> None:
        """The trial ends; Stripe leaves trying again to us."""
        self._time_passes(3 * HOUR)
        (invoice,) = (e for e in self.suburb.objects(INTL, "invoice") if e["status"] == "open")
        self.suburb.ask(INTL, f"invoices/{invoice['id']}", auto_advance=False)
        self.one.invoice = str(invoice["id"])

    def days_pass(self, days: int) -> None:
        """Some days, and the sweeper comes by as the schedule sends it."""
        self._time_passes(days * DAY)
        name = f"sweep:{self.suburb.clock}"
        letter = stamped(Sweep(), message_id=name, cause=name, at=self.stage.now())
        self.stage.outbox.send(Queue.DUNNING, letter)
        eventually(self.is_quiet)

    def is_quiet(self) -> bool:
        """Tell whether nothing is on its way. What one gives to another is looked at twice."""
        return not any(self._on_its_way() for _ in range(2))

    def _on_its_way(self) -> int:
        pending = int(self.theatre.highlevel.control("GET", "stats")["pending"])
        return self.theatre.stripe.pending() + pending + sum(map(self._held, WORKED))

    def _time_passes(self, seconds: int) -> None:
        """Kajabi is no part of this."""
        for each in (self.theatre.stripe, self.theatre.highlevel, self.theatre.mailbox):
            each.control("POST", "clock", {"by": seconds})

    def _held(self, queue: str) -> int:
        url = self.theatre.stack.outputs[f"{queue}QueueUrl"]
        answer = self.theatre.aws.clients.sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["All"]
        )
        return sum(int(answer["Attributes"][kind]) for kind in HELD)

    def outcome(self) -> str:
        """Tell what became of the case: ``open``, or how it was closed."""
        found = self.desk.cases.find(INTL, self.one.invoice)
        if found is None:
            return "none"
        return str(found.closed.outcome) if found.closed else "open"

    def bank_pays(self) -> None:
        """The bank says yes from now on."""
        self.suburb.bank_says(INTL, self.one.card, None)

    def staff_writes(self, **changes: object) -> None:
        """Somebody edits the contact; HighLevel tells its door of it."""
        path = f"contacts/{self.contact()['id']}"
        self.theatre.highlevel.control("PATCH", path, {"changes": changes})

    def attempts(self) -> list[str]:
        return [charge["status"] for charge in self.suburb.objects(INTL, "charge")]

    def letters(self) -> list[str]:
        """To whom, by whatever channel."""
        texts = self.theatre.highlevel.control("GET", "messages")
        mails = self.theatre.mailbox.control("GET", "letters")
        return [each["to"][0] for each in mails] + [each["contact"] for each in texts]

    def contact(self) -> dict[str, Any]:
        (found,) = self.theatre.highlevel.control("GET", "contacts")
        return dict(found)

    def shows(self, standing: Standing) -> bool:
        """Tell whether the contact bears this one's tag, and no other of ours."""
        return set(self.contact()["tags"]) & set(TAGS.values()) == {TAGS[standing]}

    def forges(self) -> int:
        """Somebody else says a contact changed; answers what the public address answers."""
        body = {"type": "ContactTagUpdate", "id": self.contact()["id"], "webhookId": "forged"}
        signed = {"x-ghl-signature": b64encode(bytes(64)).decode()}
        url = f"{self.theatre.stack.outputs['ApiUrl']}/webhooks/highlevel/{LOCATION}"
        return requests.post(url, data=json.dumps(body), headers=signed, timeout=60).status_code


@pytest.fixture
def office(aws: LocalAws, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    for name, value in aws.settings.items():
        monkeypatch.setenv(name, value)
    world, crm, mailbox = World(seed=6, start=MORNING), HighLevel(6, MORNING), Mailbox(6, MORNING)
    world.open(INTL, ACCOUNTS[INTL])
    crm.open_location("Academy")
    with (
        stripe_server.serving(world) as url,
        highlevel_server.serving(crm) as beside,
        mailbox_server.serving(mailbox) as post,
    ):
        away = LocalKajabi("http://nobody.invalid")
        theatre = Theatre(aws, stack, LocalStripe(url), away, Outside(beside), Outside(post))
        keys = {INTL: {"key": ACCOUNTS[INTL], "api_base": url}}
        aws.keep_secret(stack.outputs["StripeKeysName"], keys)
        connect(theatre, [INTL], HEARD)
        place = agency.set_up(theatre)
        agency.put_in_force(theatre, (INTL,))
        suburb = Suburb(theatre, place.location)
        one = Streets(suburb).moves_in(BANK_IS_DOWN)
        stage = stack.name.removeprefix("carryover-")
        yield Office(theatre, console(stage), desk(stage), suburb, one)


def test_a_failed_renewal_is_collected_once_and_its_contact_shows_how_it_stands(
    office: Office,
) -> None:
    office.renewal_fails()
    eventually(lambda: office.outcome() == "open")
    eventually(lambda: office.shows(Standing.PAYMENT_FAILED))

    assert office.forges() == HTTPStatus.UNAUTHORIZED
    office.staff_writes(tags=["vip"])
    eventually(lambda: office.shows(Standing.PAYMENT_FAILED))
    assert "vip" in office.contact()["tags"]

    office.days_pass(1)
    eventually(lambda: len(office.letters()) == 1)
    assert office.attempts() == ["failed"]

    office.bank_pays()
    office.days_pass(2)
    eventually(lambda: office.outcome() == "recovered")
    eventually(lambda: office.shows(Standing.ACTIVE))
    assert sorted(office.attempts()) == ["failed", "succeeded"]
    assert office.suburb.invoice(INTL, office.one.invoice)["status"] == "paid"

    office.days_pass(7)
    assert len(office.letters()) == 1
    assert sorted(office.attempts()) == ["failed", "succeeded"]
    assert not office.stage.reviews.all()
