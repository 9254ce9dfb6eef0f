"""/conversations: letters and text messages to contacts; there is no idempotency key [S]."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from sandbox.ground.asking import Object, Reply
from sandbox.highlevel.core.errors import invalid, not_implemented
from sandbox.highlevel.core.records import Conversation, Message
from sandbox.highlevel.core.world import found
from sandbox.highlevel.http.endpoints import CONVERSATIONS, Body, Call, done, endpoint, needed
from sandbox.highlevel.people import messaging
from sandbox.highlevel.people.messaging import Text

LEFT_OUT = (
    *("subType", "appointmentId", "attachments", "emailCc", "emailBcc", "replyMessageId"),
    *("templateId", "threadId", "scheduledTimestamp", "conversationProviderId", "forward"),
    *("customSubtypeId", "emailReplyMode", "usesNativeSchedulingAi", "optimizationPeriod"),
)
"""Fields of the schema that nothing here needs [S: ``SendMessageBodyDto``]."""
TYPES = frozenset({"RCS", "WhatsApp", "IG", "FB", "Custom", "Live_Chat", "TIKTOK"})


class NewMessage(Body):
    """A message."""

    type: Literal["SMS", "Email"]
    contact: Annotated[str, Field(alias="contactId")]
    subject: str = ""
    html: str = ""
    message: str = ""
    email_from: Annotated[str, Field(alias="emailFrom")] = ""
    email_to: Annotated[str, Field(alias="emailTo")] = ""
    from_number: Annotated[str, Field(alias="fromNumber")] = ""
    to_number: Annotated[str, Field(alias="toNumber")] = ""
    status: Literal["delivered", "failed", "pending", "read"] | None = None
    """Required by the schema, and senseless [S]; whether the server asks for it is unknown [U]."""

    def text(self) -> Text:
        """Say what is to be sent."""
        if self.type == "SMS":
            return Text("SMS", "", self.message, "", self.to_number, self.from_number)
        sent = (self.subject, self.message, self.html, self.email_to, self.email_from)
        return Text("Email", *sent)


class AnyMessage(Body):
    """Looks for what is valid and left out, before anything else is judged."""

    model_config = ConfigDict(extra="allow")

    type: str = ""

    def refuse(self) -> None:
        """Refuse what is not implemented, loudly."""
        if self.type in TYPES:
            raise not_implemented(f"messages of the type {self.type}")
        for name in self.model_extra or {}:
            if name in LEFT_OUT:
                raise not_implemented(f"{name} of a message")


@endpoint(
    "POST", "/conversations/messages", scope="conversations/message.write", version=CONVERSATIONS
)
def send(call: Call) -> Reply:
    """Send a message; the answer comes before it is delivered."""
    call.body(AnyMessage).refuse()
    said = call.body(NewMessage)
    if said.status is None and call.world.state.settings.status_required:
        raise invalid("status should not be empty")
    if not (said.message or said.html):
        raise invalid("message or html should not be empty")
    made = messaging.send(call.world, call.contact(said.contact), said.text())
    answer: Object = {
        "conversationId": made.conversation,
        "messageId": made.id,
        "msg": "Message queued successfully.",
        "status": "pending",
    }
    return Reply(200, answer | ({"emailMessageId": made.email_id} if made.email_id else {}))


@endpoint(
    "GET",
    "/conversations/search",
    scope="conversations.readonly",
    version=CONVERSATIONS,
    query=frozenset({"locationId", "contactId"}),
)
def search(call: Call) -> Reply:
    """List the conversations of a location, or the one with a contact."""
    (key,) = needed(call, "locationId")
    location, contact = call.at(key), call.query.get("contactId")
    mine = [
        each
        for each in call.world.state.conversations.values()
        if each.location == location.id and contact in {None, each.contact}
    ]
    return done(conversations=[_thread(call, each) for each in mine], total=len(mine))


@endpoint(
    "GET",
    "/conversations/messages/{message}",
    scope="conversations/message.readonly",
    version=CONVERSATIONS,
)
def show(call: Call) -> Reply:
    """Show a message."""
    message = found(call.world.state.messages, "Message", call.path["message"])
    call.at(message.location)
    return Reply(200, messaging.shown(message))


@endpoint(
    "GET",
    "/conversations/{conversation}/messages",
    scope="conversations/message.readonly",
    version=CONVERSATIONS,
    query=frozenset({"limit", "lastMessageId"}),
    left_out=frozenset({"type"}),
)
def index(call: Call) -> Reply:
    """List the messages of a conversation, newest first [U]; twenty to a page [S]."""
    thread = found(call.world.state.conversations, "Conversation", call.path["conversation"])
    call.at(thread.location)
    every = [m for m in call.world.state.messages.values() if m.conversation == thread.id][::-1]
    after = call.query.get("lastMessageId")
    ids = [each.id for each in every]
    start = ids.index(after) + 1 if after in ids else 0
    limit = call.query.get("limit", "20")
    if not limit.isdecimal() or int(limit) < 1:
        raise invalid("limit must be a positive number")
    return done(messages=_page(every[start:], int(limit)))


def _page(rest: list[Message], limit: int) -> Object:
    page = rest[:limit]
    return {
        "lastMessageId": page[-1].id if page else "",
        "nextPage": len(rest) > limit,
        "messages": [messaging.shown(each) for each in page],
    }


def _thread(call: Call, thread: Conversation) -> Object:
    last = [m for m in call.world.state.messages.values() if m.conversation == thread.id][-1:]
    contact = call.world.state.contacts.get(thread.contact)
    shown: Object = {
        "id": thread.id,
        "contactId": thread.contact,
        "locationId": thread.location,
        "type": "TYPE_PHONE",
        "unreadCount": 0,
        "fullName": contact.name if contact else "",
        "email": contact.email if contact else "",
        "phone": contact.phone if contact else "",
    }
    for message in last:
        shown |= {"lastMessageBody": message.text or message.html}
        shown |= {"lastMessageType": f"TYPE_{message.kind.upper()}"}
    return shown
