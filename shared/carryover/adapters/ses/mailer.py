"""Letters through Amazon SES v2 (``ports.mail``).

``SendEmail`` has no idempotency token (API Reference, CONTRACTS.md §8.1), so one call is one
attempt: the client must not repeat by itself (``adapters.aws.sesv2``), and an answer that was lost
is ``Unknown``. A contact who unsubscribed makes SES send a bounce event instead of the letter
(SES Developer Guide, "Using subscription management").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Final

from botocore import exceptions

from carryover.adapters.reaching import UNREACHABLE
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.mail import Letter, Refused, Sent, Unknown

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

NOT_CONNECTED: Final = (
    exceptions.ConnectTimeoutError,
    exceptions.CredentialRetrievalError,
    exceptions.EndpointConnectionError,
    exceptions.NoCredentialsError,
)
"""Nothing was sent to SES, so nothing can have been sent by it."""

LATER: Final = frozenset(
    {"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"}
)
"""Too many a second or a day: refused before sending."""

THIS_LETTER: Final = frozenset({"BadRequestException"})
"""SES cannot read what it was given: we write subject and body, the address is the customer's."""

MOST_HEADERS: Final = 15
"""Per letter (``MessageHeaderList``, API Reference)."""


@dataclass(frozen=True, slots=True)
class SesMailer:
    """Sends through one configuration set, which reports bounces and complaints."""

    client: "SESV2Client"
    configuration_set: str
    identity: str
    """The domain (or address) our permission names: a sender of another one is a mistake."""

    def send(self, letter: Letter) -> Sent | Refused | Unknown:
        """Ask once; sort what comes back by whether it may have been sent."""
        _check_sender(letter.sender, self.identity)
        try:
            answer = self.client.send_email(**self._said(letter))
        except NOT_CONNECTED as error:
            raise Retryable(f"SES cannot be reached: {type(error).__name__}") from error
        except UNREACHABLE as error:
            return Unknown(f"SES gave no answer: {type(error).__name__}")
        except exceptions.ClientError as error:
            return _meaning(error)
        return Sent(answer["MessageId"])

    def _said(self, letter: Letter) -> dict[str, Any]:
        if len(letter.headers) > MOST_HEADERS:
            raise ValueError(f"SES takes {MOST_HEADERS} headers, not {len(letter.headers)}")
        body = {"Html": _text(letter.html), "Text": _text(letter.text)}
        simple = {
            "Subject": _text(letter.subject),
            "Body": body,
            "Headers": _pairs(letter.headers),
        }
        return {
            "FromEmailAddress": letter.sender,
            "Destination": {"ToAddresses": [letter.to]},
            "ReplyToAddresses": [letter.reply_to] if letter.reply_to else [],
            "Content": {"Simple": simple},
            "EmailTags": _pairs(letter.tags),
            "ConfigurationSetName": self.configuration_set,
            **_list(letter),
        }


def _check_sender(sender: str, identity: str) -> None:
    """Say it before SES does, and more plainly."""
    address = parseaddr(sender)[1]
    if identity not in (address, address.rpartition("@")[2]):
        sentence = f"Letters are to come from {sender}, and this stack may send for {identity} only"
        raise NeedsReview("e-mail through SES", f"{sentence} (MailIdentity).")


def _list(letter: Letter) -> dict[str, Any]:
    """With a list SES adds the headers by which mail programs offer to unsubscribe."""
    if letter.topic is None:
        return {}
    name, topic = letter.topic
    return {"ListManagementOptions": {"ContactListName": name, "TopicName": topic}}


def _text(said: str) -> dict[str, str]:
    return {"Data": said, "Charset": "UTF-8"}


def _pairs(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in said.items()]


def _meaning(error: exceptions.ClientError) -> Refused | Unknown:
    """Say what became of it. Whatever is in no table is how we are set up (suspended, identity not
    verified, permission missing): a person's business, and nothing was sent."""
    code = str(error.response.get("Error", {}).get("Code", "unknown"))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in LATER:
        raise Retryable(f"SES asks us to come back later: {code}") from error
    if status >= 500:
        return Unknown(f"SES failed while it had the letter: {code}")
    if code in THIS_LETTER:
        return Refused(f"SES cannot send to this address: {code}")
    sentence = f"SES sends nothing for us now ({code}). See docs/runbooks/dunning.md."
    raise NeedsReview("e-mail through SES", sentence) from error
