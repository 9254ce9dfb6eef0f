"""A failed payment through the real handler: what the channel routes, what the worker does with a
local Stripe over HTTP, a table and queues by moto, and a local SES (DUN-1, DUN-2)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest

from carryover.adapters import aws as clients
from carryover.adapters.dynamodb.dunning import DynamoCases, DynamoRules
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.sqs import text_of
from carryover.dunning.messages import Sweep
from carryover.dunning.model import Outcome, ToldState
from carryover.kernel.facts import StateSeen
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.routing.table import routed
from carryover.wiring import dunning
from functions.dunning.handler import handler
from sandbox.mailbox.inside import put_inside
from sandbox.mailbox.mailbox import Mailbox
from sandbox.stripe.server import serving
from tests.fakes.invocation import invocation, sqs_record
from tests.unit.dunning.office import US, Office

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

LOCAL_SES = {"senders": ["acme.example"], "configuration_sets": ["carryover-dunning"]}


@dataclass
class River:
    """The queue, the table, the post, and a customer at Stripe whose worker is asleep."""

    sqs: "SQSClient"
    table: Table
    mailbox: Mailbox
    office: Office

    def hears(self, *bodies: Message) -> None:
        """Put messages on the queue and let the worker empty it."""
        url = self.sqs.get_queue_url(QueueName="dunning")["QueueUrl"]
        for n, body in enumerate(bodies):
            letter = stamped(body, message_id=f"m{n}", cause="test", at=self.office.now())
            self.sqs.send_message(QueueUrl=url, MessageBody=text_of(letter))
        while got := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            answer = handler({"Records": [sqs_record(each) for each in got]}, invocation())
            assert answer == {"batchItemFailures": []}
            for each in got:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])

    def fails(self) -> str:
        """A renewal is refused; the channel's routes bring it here."""
        seen = self.office.renewal_fails("expired_card")
        assert Queue.DUNNING in routed(seen)
        self.hears(seen)
        return seen.state.id


@pytest.fixture
def river(
    aws: botocore.session.Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> Iterator[River]:
    sqs = cast("SQSClient", aws.create_client("sqs"))
    queue = sqs.create_queue(QueueName="dunning")["QueueUrl"]
    office, mailbox = Office(), Mailbox()
    mailbox.settings.senders = LOCAL_SES["senders"]
    mailbox.settings.configuration_sets = LOCAL_SES["configuration_sets"]
    with serving(office.stripes.world) as url:
        secrets = cast("SecretsManagerClient", aws.create_client("secretsmanager"))
        keys = {US: {"key": "sk_test_us", "api_base": url}}
        secrets.create_secret(Name="keys", SecretString=json.dumps(keys))
        for name, value in {
            "TABLE": table.name,
            "DUNNING_QUEUE_URL": queue,
            "STRIPE_KEYS": "keys",
            "HIGHLEVEL_KEYS": "locations",
            "HIGHLEVEL_TOKENS": "tokens",
            "MAIL_IDENTITY": "acme.example",
            "MAIL_CONFIGURATION_SET": "carryover-dunning",
            "RETRY_BASE_SECONDS": "0",
        }.items():
            monkeypatch.setenv(f"CARRYOVER_{name}", value)
        _start_cold()
        put_inside(clients.sesv2(), mailbox)
        book = DynamoRules(table)
        rules = office.book.read()
        book.put(rules)
        book.put_house(office.book.house())
        yield River(sqs, table, mailbox, office)
    _start_cold()


def _start_cold() -> None:
    kept: list[Any] = [clients.sqs, clients.dynamodb, clients.secretsmanager, clients.sesv2]
    for each in (*kept, dunning.worker):
        each.cache_clear()


def test_a_failed_renewal_becomes_a_case_and_a_letter_and_a_new_card_recovers_it(
    river: River,
) -> None:
    failed = river.fails()
    cases = DynamoCases(river.table)

    case = cases.find(US, failed)
    assert case is not None
    assert [one.state for one in case.told] == [ToldState.SENT]
    (letter,) = river.mailbox.state.letters.values()
    assert letter.to == ["ann@example.com"]
    assert dict(letter.tags)["invoice"] == failed

    river.office.new_card()
    river.hears(river.office.seen(failed))

    case = cases.find(US, failed)
    assert case is not None
    assert case.closed is not None
    assert case.closed.outcome is Outcome.RECOVERED
    assert len(river.office.charges(paid=True, invoice=failed)) == 1


def test_the_sweep_wakes_what_is_due(river: River) -> None:
    failed = river.fails()
    before = DynamoCases(river.table).find(US, failed)
    assert before is not None
    assert before.look_at is not None
    river.office.stripes.it_is(before.look_at + 60)
    dunning.worker.cache_clear()  # a process that has not heard what time it was a moment ago

    river.hears(Sweep())

    after = DynamoCases(river.table).find(US, failed)
    assert after is not None
    assert len(after.told) == 2
    assert after.look_at is not None
    assert after.look_at > before.look_at


def test_a_doubt_is_laid_on_the_desk_and_the_message_is_done(river: River) -> None:
    river.mailbox.settings.paused = True

    river.fails()

    (case,) = DynamoReviews(river.table).all()
    assert "SendingPausedException" in case.doubt.sentence


def test_what_pays_at_the_first_attempt_never_comes_here(river: River) -> None:
    stripes = river.office.stripes
    stripes.days_pass(31.2)
    renewed = stripes.get(US, f"subscriptions/{river.office.sub}")["latest_invoice"]
    seen = river.office.seen(str(renewed))

    assert isinstance(seen, StateSeen)
    assert Queue.DUNNING not in routed(seen)
