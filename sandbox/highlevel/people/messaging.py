"""What is written to contacts, and by them."""

from dataclasses import dataclass
from typing import Literal

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import instant
from sandbox.highlevel.core.errors import Unsent
from sandbox.highlevel.core.records import Contact, Conversation, Dnd, Message
from sandbox.highlevel.core.world import World
from sandbox.highlevel.people import contacts


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be sent, and from where to where; empty: as the contact and location have it."""

    kind: Literal["Email", "SMS"]
    subject: str = ""
    text: str = ""
    html: str = ""
    to: str = ""
    sender: str = ""


def conversation_with(world: World, contact: Contact) -> Conversation:
    """Find the thread with a contact, or begin it."""
    kept = world.state.conversations.values()
    thread = next((each for each in kept if each.contact == contact.id), None)
    if thread is None:
        thread = Conversation(world.id("conversations"), contact.location, contact.id)
        world.state.conversations[thread.id] = thread
    return thread


def send(world: World, contact: Contact, letter: Text) -> Message:
    """Send something, or refuse; under ``dnd: dropped`` it is taken and nobody gets it."""
    to = letter.to or (contact.email if letter.kind == "Email" else contact.phone)
    if not to:
        missing = "e-mail" if letter.kind == "Email" else "phone number"
        raise Unsent(f"Missing {missing}")
    shut = contact.closed(letter.kind)
    if shut and world.state.settings.dnd == "refused":
        raise Unsent(f"Cannot send message as DND is active for {letter.kind}.")
    made = _kept(world, contact, letter, to, "undelivered" if shut else "delivered")
    _tell(world, made, "OutboundMessage")
    return made


def receive(world: World, contact: Contact, text: str) -> Message:
    """Take what a contact wrote by SMS; STOP closes the channel for good [T]."""
    made = _kept(world, contact, Text("SMS", text=text), "", "delivered", "inbound")
    _tell(world, made, "InboundMessage")
    if text.strip().upper() == "STOP":
        unsubscribe(world, contact, "SMS")
    return made


def unsubscribe(world: World, contact: Contact, channel: str) -> None:
    """Close a channel because the person wants it: nobody else can open it again [T]."""
    before = contacts.copied(contact)
    contacts.closed(contact, channel, Dnd("permanent", "Unsubscribed"), by_contact=True)
    contacts.touched(world, contact, before)


def shown(message: Message) -> Object:
    """Show a message [S: ``GetMessageResponseDto``]."""
    number = {"SMS": 2, "Email": 3}[message.kind]
    return {
        "id": message.id,
        "type": number,
        "messageType": f"TYPE_{message.kind.upper()}",
        "locationId": message.location,
        "contactId": message.contact,
        "conversationId": message.conversation,
        "dateAdded": instant(message.at),
        "body": message.text or message.html,
        "direction": message.direction,
        "status": message.status,
        "contentType": "text/html" if message.html else "text/plain",
        "source": "app",
    }


def _kept(
    world: World,
    contact: Contact,
    letter: Text,
    to: str,
    status: str,
    direction: Literal["inbound", "outbound"] = "outbound",
) -> Message:
    thread = conversation_with(world, contact)
    made = Message(
        id=world.id("messages"),
        conversation=thread.id,
        contact=contact.id,
        location=contact.location,
        kind=letter.kind,
        direction=direction,
        at=world.now,
        to=to,
        sender=letter.sender,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        status=status,
        email_id=world.id("email_messages") if letter.kind == "Email" else "",
    )
    world.state.messages[made.id] = made
    return made


def _tell(world: World, message: Message, event: str) -> None:
    """Write the webhook of a message [D]."""
    body: Object = {
        "locationId": message.location,
        "attachments": [],
        "body": message.text or message.html,
        "contactId": message.contact,
        "conversationId": message.conversation,
        "dateAdded": instant(message.at),
        "direction": message.direction,
        "messageType": message.kind,
        "messageId": message.id,
        "status": message.status,
        "source": "app",
    }
    if message.kind == "Email":
        more = {"emailMessageId": message.email_id, "subject": message.subject}
        body |= {**more, "to": [message.to], "from": message.sender}
    world.tell(event, message.location, body)
