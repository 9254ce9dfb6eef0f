"""Reads what ``SendEmail`` says into a letter (CONTRACTS.md 8.1) [S]."""

import re
from base64 import b64decode
from email import message_from_bytes, policy
from email.utils import getaddresses, parseaddr
from typing import Any

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import Seconds
from sandbox.mailbox.contract import check
from sandbox.mailbox.errors import Refused, bad_request, not_implemented
from sandbox.mailbox.records import Letter

LEFT_OUT = (
    *("FromEmailAddressIdentityArn", "FeedbackForwardingEmailAddress", "EndpointId", "TenantName"),
    *("FeedbackForwardingEmailAddressIdentityArn", "ConfigurationOverrides"),
)
"""Members of the model that nothing here needs."""
MOST = 50
"""Recipients of one letter [D]."""
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What a tag's name and value are made of [S]."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def read(said: Object, key: str, now: Seconds) -> Letter:
    """Read a letter, or refuse it."""
    check("SendEmail", said)
    for name in LEFT_OUT:
        if name in said:
            raise not_implemented(f"{name} of SendEmail")
    content: Object = said["Content"]
    if len(content) != 1:
        raise bad_request("Content must have exactly one of Simple, Raw and Template")
    if "Template" in content:
        raise not_implemented("templates kept by SES; ours are rendered before")
    letter = _addressed(said, key, now)
    _simple(letter, content["Simple"]) if "Simple" in content else _raw(letter, content["Raw"])
    _check_people(letter)
    return letter


def _addressed(said: Object, key: str, now: Seconds) -> Letter:
    to, belongs = said.get("Destination", {}), said.get("ListManagementOptions", {})
    return Letter(
        id=key,
        at=now,
        sender=said.get("FromEmailAddress", ""),
        to=to.get("ToAddresses", []),
        cc=to.get("CcAddresses", []),
        bcc=to.get("BccAddresses", []),
        reply_to=said.get("ReplyToAddresses", []),
        subject="",
        text="",
        html="",
        headers=[],
        tags=_tags(said.get("EmailTags", [])),
        configuration_set=said.get("ConfigurationSetName", ""),
        contact_list=belongs.get("ContactListName", ""),
        topic=belongs.get("TopicName", ""),
    )


def _simple(letter: Letter, simple: Object) -> None:
    if "Attachments" in simple:
        raise not_implemented("attachments")
    body = simple["Body"]
    letter.subject = simple["Subject"]["Data"]
    letter.text = body.get("Text", {}).get("Data", "")
    letter.html = body.get("Html", {}).get("Data", "")
    letter.headers = [(each["Name"], each["Value"]) for each in simple.get("Headers", [])]
    if not (letter.text or letter.html):
        raise bad_request("Body must have Text or Html")


def _raw(letter: Letter, raw: Object) -> None:
    message = message_from_bytes(b64decode(raw["Data"]), policy=policy.default)
    letter.sender = letter.sender or str(message["From"] or "")
    letter.subject = str(message["Subject"] or "")
    if not letter.recipients:
        letter.to = _named(message.get_all("To", []))
        letter.cc = _named(message.get_all("Cc", []))
        letter.bcc = _named(message.get_all("Bcc", []))
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            letter.text = str(part.get_content())
        elif part.get_content_type() == "text/html":
            letter.html = str(part.get_content())
    usual = {"from", "to", "cc", "bcc", "subject", "mime-version", "content-type"}
    letter.headers = [(n, str(v)) for n, v in message.items() if n.lower() not in usual]


def _named(headers: list[Any]) -> list[str]:
    return [address for _, address in getaddresses([str(each) for each in headers])]


def _tags(said: list[Object]) -> list[tuple[str, str]]:
    tags = [(each["Name"], each["Value"]) for each in said]
    for word in (word for tag in tags for word in tag):
        if not TAG.fullmatch(word):
            raise bad_request(f"Invalid tag: {word}: use letters, digits, _ and -")
    if len(dict(tags)) < len(tags):
        raise bad_request("Duplicate tag names")
    return tags


def _check_people(letter: Letter) -> None:
    if not letter.sender:
        raise bad_request("FromEmailAddress is missing")
    if not letter.recipients:
        raise bad_request("A letter needs at least one recipient")
    if len(letter.recipients) > MOST:
        raise Refused("MessageRejected", f"Recipient count exceeds {MOST}")
    for address in (letter.sender, *letter.recipients, *letter.reply_to):
        if not ADDRESS.fullmatch(bare(address)):
            raise bad_request(f"Invalid address: {address}")


def bare(address: str) -> str:
    """Take the address out of ``Name <address>``."""
    return parseaddr(address)[1].lower()
