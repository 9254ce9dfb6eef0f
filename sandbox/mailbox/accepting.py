"""Whether a letter is accepted: identities, quotas, an account that is paused."""

from collections.abc import Iterable

from sandbox.mailbox.errors import Refused
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Letter, Settings, State

SIMULATOR = "simulator.amazonses.com"
"""Every account may write there: bounce@, complaint@, suppressionlist@, success@ [D]."""
DAY = 86_400


def too_fast() -> Refused:
    """Refuse a letter that comes too soon after others."""
    return Refused("TooManyRequestsException", "Maximum sending rate exceeded.")


def check(state: State, settings: Settings, letter: Letter) -> None:
    """Refuse a letter the account may not send."""
    if settings.paused:
        raise Refused("SendingPausedException", "Sending is paused for this account.")
    wanted = letter.configuration_set
    if wanted and wanted not in settings.configuration_sets:
        raise Refused("NotFoundException", f"Configuration set <{wanted}> does not exist.")
    _check_identities(settings, letter)
    _check_quota(state, settings, len(letter.recipients))


def sent(state: State, seconds: int) -> int:
    """Count the recipients of the last seconds of the clock: quotas are in recipients [D]."""
    since = state.clock - seconds
    return sum(len(each.recipients) for each in state.letters.values() if each.at > since)


def among(identities: Iterable[str], address: str) -> bool:
    """Tell whether an address, or its domain, is verified; sub-domains are included [D]."""
    own = bare(address)
    domain = own.partition("@")[2]
    whole = [each.lower() for each in identities]
    return any(
        each in {own, domain} or ("@" not in each and domain.endswith(f".{each}")) for each in whole
    )


def _check_identities(settings: Settings, letter: Letter) -> None:
    known = settings.senders
    strange = [] if among(known, letter.sender) else [letter.sender]
    if settings.in_sandbox:
        known = [*known, *settings.recipients, SIMULATOR]
        strange += [each for each in letter.recipients if not among(known, each)]
    if strange:
        head = "Email address is not verified. The following identities failed the check"
        raise Refused("MessageRejected", f"{head} in region LOCAL: {', '.join(strange)}")


def _check_quota(state: State, settings: Settings, more: int) -> None:
    if sent(state, DAY) + more > settings.a_day:
        raise Refused("TooManyRequestsException", "Daily message quota exceeded.")
    if settings.a_second is not None and sent(state, 1) + more > settings.a_second:
        raise too_fast()
