"""Leaving a list or a topic by the link in a letter, or by the mail program's own button (SES
Developer Guide, "Using subscription management") [D]."""

from collections.abc import Iterator

from sandbox.mailbox import fates
from sandbox.mailbox.errors import Refused
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Letter, Settings, State

PLACEHOLDER = "{{amazonSESUnsubscribeUrl}}"


def check(settings: Settings, letter: Letter) -> None:
    """Refuse a list or a topic that does not exist."""
    if not letter.contact_list:
        return
    topics = settings.contact_lists.get(letter.contact_list)
    if topics is None:
        raise Refused("NotFoundException", f"List with name {letter.contact_list} doesn't exist.")
    if letter.topic and letter.topic not in topics:
        raise Refused("NotFoundException", f"Topic {letter.topic} doesn't exist.")


def offer(letter: Letter, origin: str) -> None:
    """Put the link where the letter asks for it, and into the headers mail programs read; a letter
    of no list keeps its placeholder as it is [D]."""
    if not letter.contact_list:
        return
    link = f"{origin}/unsubscribe/{letter.id}"
    letter.html = letter.html.replace(PLACEHOLDER, link)
    letter.text = letter.text.replace(PLACEHOLDER, link)
    letter.headers += [
        ("List-Unsubscribe", f"<{link}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def has_left(state: State, letter: Letter, recipient: str) -> bool:
    """Tell whether somebody does not want letters of this kind any more."""
    left = state.left.get(bare(recipient), [])
    return bool(letter.contact_list) and any(each in left for each in _names(letter))


def leave(state: State, letter: Letter) -> None:
    """Have the readers of a letter leave what it belongs to; an event tells [D]."""
    if not letter.contact_list:
        raise Refused("NotFoundException", "This letter belongs to no list.")
    name = [*_names(letter)][-1]
    for recipient in letter.recipients:
        if not has_left(state, letter, recipient):
            state.left.setdefault(bare(recipient), []).append(name)
            fates.happen(state, "Subscription", letter, [recipient])


def _names(letter: Letter) -> Iterator[str]:
    """Name the list, and then the topic."""
    yield letter.contact_list
    if letter.topic:
        yield f"{letter.contact_list}/{letter.topic}"
