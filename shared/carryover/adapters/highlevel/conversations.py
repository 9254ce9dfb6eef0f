"""Messages to contacts (CONTRACTS.md §2.8), at the date version of conversations."""

from dataclasses import dataclass

from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.highlevel.wire import Json
from carryover.ports.highlevel import Email, No, Sent, Sms


@dataclass(frozen=True)
class HighLevelConversations:
    """Writes to people (``ports.highlevel.Conversations``)."""

    transport: Transport

    def send(self, location: str, contact: str, letter: Email | Sms) -> Sent | No:
        """POST it. ``status`` is called required by the schema (CONTRACTS.md §2.8): ``pending`` is
        the one of its words that is true of what is not sent yet."""
        said = {"type": letter.kind.value, "contactId": contact, "status": "pending"}
        body = {**said, **_said(letter)}
        answer = self.transport.write(location, "POST", "conversations/messages", body)
        if isinstance(answer, No):
            return answer
        return Sent(str(answer.get("messageId", "")), str(answer.get("conversationId", "")))


def _said(letter: Email | Sms) -> Json:
    match letter:
        case Email(subject, html, sender):
            return {"subject": subject, "html": html, **({"emailFrom": sender} if sender else {})}
        case Sms(text, sender):
            return {"message": text, **({"fromNumber": sender} if sender else {})}
