"""Somebody who sends letters through boto3, with a local mailbox behind it and no network."""

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.mailbox import fates
from sandbox.mailbox.inside import put_inside
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.notifications import event_body
from sandbox.mailbox.records import Letter

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

START = 1_738_317_600
"""2025-01-31 10:00 UTC."""
DAY = 86_400
ONCE = Config(retries={"total_max_attempts": 1})


@cache
def session() -> boto3.Session:
    return boto3.Session("AKIALOCAL", "sandbox", region_name="eu-central-1")


def letter(to: str = "ada@example.org", **content: object) -> dict[str, Any]:
    """Write a request as boto3 takes it."""
    simple: dict[str, object] = {
        "Subject": {"Data": "Your card"},
        "Body": {"Text": {"Data": "Hello"}, "Html": {"Data": "<p>Hello</p>"}},
        **content,
    }
    return {
        "FromEmailAddress": "Academy <billing@example.com>",
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": simple},
        "ConfigurationSetName": "carryover",
    }


class Sender:
    """A client that tries once, and the mailbox it reaches."""

    def __init__(self) -> None:
        self.mailbox = Mailbox(1, START)
        self.state, self.settings = self.mailbox.state, self.mailbox.settings
        self.client: SESV2Client = session().client("sesv2", config=ONCE)
        put_inside(self.client, self.mailbox)

    def sends(self, request: dict[str, Any] | None = None) -> Letter:
        key = self.client.send_email(**(request or letter()))["MessageId"]
        return self.mailbox.state.letters[key]

    def refused(self, request: dict[str, Any]) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            self.client.send_email(**request)
        told = caught.value.response["Error"]
        return told["Code"], told["Message"]

    def bounces(self, sent: Letter, *, permanent: bool = True) -> None:
        fates.bounce(self.mailbox.state, self.settings, sent, permanent=permanent)

    def complains(self, sent: Letter) -> None:
        fates.complain(self.mailbox.state, self.settings, sent)

    def told(self) -> list[dict[str, Any]]:
        return [event_body(self.mailbox, each) for each in self.mailbox.take()]
