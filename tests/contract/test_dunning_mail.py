"""Letters leave by boto3 for a local SES, and their fate comes back through the rules of the
template: once each, whatever the network does (DUN-2)."""

import json
import re
from typing import Any, cast

import botocore.session
import pytest

from carryover.adapters import aws as clients
from carryover.adapters.aws import ONCE
from carryover.adapters.ses.mailer import SesMailer
from carryover.dunning.messages import Bounced, DunningEnvelope
from carryover.dunning.silence import digest
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.mail import Letter, Refused, Sent, Unknown
from sandbox.ground.accidents import Fault, Kind
from sandbox.mailbox import fates
from sandbox.mailbox.inside import put_inside
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.notifications import event_body
from sandbox.mailbox.records import Letter as Kept
from tests.template.blueprint import of_type

TAGS = {
    "account": "us",
    "address": digest("ada@example.org"),
    "customer": "cus_1",
    "invoice": "in_1",
}


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mailer(mailbox: Mailbox) -> SesMailer:
    session = botocore.session.Session()
    session.set_credentials("testing", "testing")
    client: Any = session.create_client("sesv2", region_name="eu-central-1", config=ONCE)
    put_inside(client, mailbox)
    return SesMailer(client, "carryover", "example.com")


def letter(**more: Any) -> Letter:
    said: dict[str, Any] = {
        "sender": "Acme <billing@example.com>",
        "to": "ada@example.org",
        "subject": "Twoja płatność",
        "html": "<p>Ł</p>",
        "text": "Ł",
        "reply_to": "help@example.com",
        "tags": TAGS,
    }
    return Letter(**{**said, **more})


def kept(mailbox: Mailbox) -> list[Kept]:
    return list(mailbox.state.letters.values())


def test_a_letter_arrives_as_it_was_written(mailer: SesMailer, mailbox: Mailbox) -> None:
    answer = mailer.send(letter())

    (found,) = kept(mailbox)
    assert answer == Sent(found.id)
    assert (found.subject, found.html, found.text) == ("Twoja płatność", "<p>Ł</p>", "Ł")
    assert (found.to, found.reply_to) == (["ada@example.org"], ["help@example.com"])
    assert dict(found.tags) == TAGS


def test_an_address_that_is_none_is_refused(mailer: SesMailer, mailbox: Mailbox) -> None:
    answer = mailer.send(letter(to="ada"))

    assert isinstance(answer, Refused)
    assert "ada" not in answer.sentence
    assert kept(mailbox) == []


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault(kind=Kind.TIMEOUT, after_effect=True), 1),
        (Fault(kind=Kind.TIMEOUT), 0),
        (Fault(kind=Kind.RESET, after_effect=True), 1),
        (Fault(kind=Kind.SERVER_ERROR, after_effect=True), 1),
    ],
)
def test_a_lost_answer_is_unknown_and_nothing_is_sent_again(
    mailer: SesMailer, mailbox: Mailbox, fault: Fault, arrived: int
) -> None:
    mailbox.faults.orders = [fault]

    answer = mailer.send(letter())

    assert isinstance(answer, Unknown)
    assert len(kept(mailbox)) == arrived


@pytest.mark.usefixtures("aws")
def test_the_workers_own_way_to_the_post_asks_once() -> None:
    config: Any = clients.sesv2().meta.config

    assert config.retries["total_max_attempts"] == 1


def test_too_many_at_once_come_again_later(mailer: SesMailer, mailbox: Mailbox) -> None:
    mailbox.settings.a_second = 1
    mailer.send(letter())

    with pytest.raises(Retryable):
        mailer.send(letter())

    assert len(kept(mailbox)) == 1


def test_what_is_not_set_up_is_a_persons_to_mend(mailer: SesMailer, mailbox: Mailbox) -> None:
    mailbox.settings.paused = True

    with pytest.raises(NeedsReview) as doubt:
        mailer.send(letter())

    assert "SendingPausedException" in doubt.value.sentence


def test_a_sender_of_another_domain_is_told_before_ses_is_asked(
    mailer: SesMailer, mailbox: Mailbox
) -> None:
    with pytest.raises(NeedsReview) as doubt:
        mailer.send(letter(sender="Acme <billing@elsewhere.example>"))

    assert "MailIdentity" in doubt.value.sentence
    assert not mailbox.requests


def by_eventbridge(rule: str, detail: dict[str, Any]) -> DunningEnvelope:
    """Turn an event into a message as EventBridge does by the rule's input transformer."""
    event = {"id": "4f1", "time": "2026-11-20T12:00:00Z", "detail": detail}
    (target,) = of_type("AWS::Events::Rule")[rule]["Targets"]
    transformer = target["InputTransformer"]
    found = {name: at(event, path) for name, path in transformer["InputPathsMap"].items()}
    text = re.sub(r"<(\w+)>", lambda named: found[named[1]], transformer["InputTemplate"])
    return DunningEnvelope.model_validate(json.loads(text))


def at(event: Any, path: str) -> str:
    for step in re.findall(r"[\w:-]+", path.removeprefix("$.")):
        event = event[int(step)] if step.isdigit() else event[step]
    return cast("str", event)


@pytest.mark.parametrize(
    ("rule", "kind"), [("LetterBouncedRule", "bounce"), ("LetterComplainedRule", "complaint")]
)
def test_what_becomes_of_a_letter_comes_back_in_our_own_words(
    mailer: SesMailer, mailbox: Mailbox, rule: str, kind: str
) -> None:
    sent = mailer.send(letter())
    assert isinstance(sent, Sent)
    (found,) = kept(mailbox)
    if kind == "bounce":
        fates.bounce(mailbox.state, mailbox.settings, found, permanent=True)
    else:
        fates.complain(mailbox.state, mailbox.settings, found)

    told = by_eventbridge(rule, event_body(mailbox, mailbox.state.events[-1]))

    assert told.body == Bounced.model_validate({**TAGS, "reference": sent.id, "kind": kind})
