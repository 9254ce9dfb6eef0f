"""What becomes of letters that were accepted: delivered, sent back, called spam, or not sent."""

from collections.abc import Container, Iterable
from typing import Literal

from sandbox.mailbox.accepting import SIMULATOR
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Event, Kind, Letter, Settings, State


def send(state: State, letter: Letter, unwanted: Container[str] = ()) -> None:
    """Send a letter to everybody on it, but for those who left its topic: SES tells of those by a
    bounce [D]; its sub-type is from memory [U]."""
    happen(state, "Send", letter, letter.recipients)
    for recipient in letter.recipients:
        if recipient in unwanted:
            letter.fate = "suppressed"
            happen(state, "Bounce", letter, [recipient], sub_type="UnsubscribedRecipient")
        else:
            _arrive(state, letter, recipient)


def bounce(state: State, settings: Settings, letter: Letter, *, permanent: bool = True) -> None:
    """Have every recipient's server send a letter back."""
    letter.fate = "bounced"
    happen(state, "Bounce", letter, letter.recipients, permanent=permanent)
    if permanent:
        _suppress(state, settings, letter.recipients, "BOUNCE")


def complain(state: State, settings: Settings, letter: Letter) -> None:
    """Have the recipients call a letter spam."""
    letter.fate = "complained"
    happen(state, "Complaint", letter, letter.recipients)
    _suppress(state, settings, letter.recipients, "COMPLAINT")


def happen(
    state: State,
    kind: Kind,
    letter: Letter,
    recipients: list[str],
    *,
    permanent: bool = True,
    sub_type: str = "General",
) -> None:
    """Publish an event; of a letter without a configuration set, nobody hears [D]."""
    if not letter.configuration_set:
        return
    state.happened += 1
    who = [*recipients]
    at = (state.happened, kind, letter.id, state.clock, who, permanent, sub_type)
    state.events.append(Event(*at))


def _arrive(state: State, letter: Letter, recipient: str) -> None:
    """Deliver to one recipient. Who is suppressed is not written to: the letter is taken, and
    counts as a bounce [D]. The simulator's addresses play what their names say [D]."""
    name, _, domain = bare(recipient).partition("@")
    played = name.partition("+")[0] if domain == SIMULATOR else ""
    if bare(recipient) in state.suppressed:
        letter.fate = "suppressed"
        happen(state, "Bounce", letter, [recipient], sub_type="OnAccountSuppressionList")
    elif played == "bounce":
        letter.fate = "bounced"
        happen(state, "Bounce", letter, [recipient])
    elif played == "suppressionlist":
        letter.fate = "suppressed"
        happen(state, "Bounce", letter, [recipient], sub_type="Suppressed")
    else:
        happen(state, "Delivery", letter, [recipient])
    if played == "complaint":
        letter.fate = "complained"
        happen(state, "Complaint", letter, [recipient])


def _suppress(
    state: State,
    settings: Settings,
    addresses: Iterable[str],
    why: Literal["BOUNCE", "COMPLAINT"],
) -> None:
    if settings.suppression:
        state.suppressed |= {bare(each): why for each in addresses}
