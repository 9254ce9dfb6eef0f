"""Reviews, records, syncs and the audit trail at the keyboard (OPS-2, PAY-3)."""

import subprocess
import sys
from datetime import timedelta

import pytest

from carryover.kernel.facts import CustomerState, InvoiceState, State
from carryover.kernel.identity import ObjectRef
from carryover.mirror.model import Record
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.sync.messages import SyncObjects
from carryover.sync.model import Example, Findings, SyncRun, Tally, Window
from cli.money import amount
from tests.fakes.stage import NOON
from tests.unit.cli.desk import Person

DOUBT = Doubt(
    id="4f1d",
    subject="event evt_1 of us",
    sentence="`created` is missing",
    cause="req-1",
    opened_at=NOON,
)


def test_open_questions_are_listed_and_closed_with_a_reason() -> None:
    person = Person()
    person.stage.desk.open(DOUBT)
    (row,) = person.types("reviews", "list", "--json").json["reviews"]
    assert (row["id"], row["state"]) == ("4f1d", "open")

    closed = person.types("reviews", "close", "4f", "--why", "a test", "--by", "ada", "--json")

    assert (closed.json["state"], closed.json["closed_by"]) == ("closed", "ada")
    assert person.types("reviews", "list", "--json").json["reviews"] == []
    assert len(person.types("reviews", "list", "--all", "--json").json["reviews"]) == 1
    assert "a test" in person.types("reviews", "show", "4f1d").out


def test_a_question_is_settled_once() -> None:
    person = Person()
    person.stage.desk.open(DOUBT)
    person.types("reviews", "close", "4f1d", "--why", "a test")

    said = person.types("reviews", "close", "4f1d", "--why", "again")

    assert (said.code, "closed already" in said.err) == (1, True)


def record(person: Person, state: State) -> None:
    ref = ObjectRef("us", state.object, state.id)
    person.stage.records.remember(Record(ref=ref, state=state, as_of=state.created))


INVOICE = InvoiceState(
    id="in_1",
    created=int(NOON.timestamp()),
    livemode=False,
    customer="cus_1",
    status="open",
    currency="eur",
    subtotal=1990,
    total=1990,
    amount_due=1990,
    amount_paid=0,
    amount_remaining=1990,
    period_start=0,
    period_end=0,
)


def test_everything_recorded_of_a_customer_is_listed() -> None:
    person = Person()
    record(person, INVOICE)
    record(person, CustomerState(id="cus_1", created=1, livemode=False, name="Zuzu"))

    said = person.types("records", "list", "--customer", "cus_1", "-a", "us")

    assert "€19.90" in said.out
    assert "Zuzu" not in said.out


def test_a_record_hides_people_unless_revealed() -> None:
    person = Person()
    record(person, CustomerState(id="cus_1", created=1, livemode=False, name="Zuzu"))

    assert "Zuzu" not in person.types("records", "show", "cus_1", "-a", "us").out
    assert "Zuzu" in person.types("records", "show", "cus_1", "-a", "us", "--reveal").out


def test_a_record_nobody_has_is_a_sentence() -> None:
    said = Person().types("records", "show", "sub_1", "-a", "us")

    assert (said.code, "no record of subscription sub_1 of us" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (1990, "eur", "€19.90"),
        (-5, "usd", "-$0.05"),
        (500, "jpy", "¥500"),
        (1234, "kwd", "KWD 1.234"),
        (150050, "isk", "ISK 1,500.50"),
        (500, "ugx", "UGX 5.00"),
    ],
)
def test_amounts_are_written_as_stripe_counts_them(minor: int, currency: str, written: str) -> None:
    assert amount(minor, currency) == written


def test_a_walk_is_asked_for_by_message_only() -> None:
    person = Person()

    person.types("sync", "objects", "-a", "us")

    (envelope,) = person.stage.outbox.take(Queue.SCHEDULED_SYNC)
    assert envelope.body == SyncObjects(account="us")
    assert person.types("replays", "list", "--everything", "--json").json["acts"]


def test_the_report_names_what_a_walk_found() -> None:
    person = Person()
    findings = Findings(
        tallies={"invoice": Tally(checked=100, different=1)},
        examples=(Example(kind="invoice", id="in_1", finding="different", fields=("status",)),),
    )
    person.stage.syncs.advance("us", int(NOON.timestamp()))
    person.stage.syncs.save(
        SyncRun(
            account="us",
            task="sync.objects",
            started=NOON,
            finished=NOON + timedelta(minutes=3),
            cause="schedule",
            window=Window(since=0, until=1),
            findings=findings,
        )
    )

    said = person.types("sync", "report", "-a", "us")

    for word in ("sync.objects", "100", "in_1", "status"):
        assert word in said.out


def test_help_does_not_wait_for_aws_or_stripe() -> None:
    code = (
        "import sys; sys.argv = ['carryover', '--help']\n"
        "from cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = {'botocore', 'boto3', 'stripe', 'pydantic'} & set(sys.modules)\n"
        "print('slow:', sorted(slow))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.endswith("slow: []\n")
