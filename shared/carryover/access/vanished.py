"""What was given, read back and is gone since may be a farewell nobody has seen yet (KAJ-3)."""

from typing import Final

from carryover.access.model import AccessLink, Billed, LinkState, RequestState
from carryover.access.policy import given_by, lives, missing
from carryover.access.store import Memory

SETTLED: Final = (RequestState.DONE, RequestState.DISCARDED)
"""A wish that was asked and answered."""


def may_have_left(memory: Memory, link: AccessLink, one: Billed, have: frozenset[str]) -> bool:
    """Tell that giving it again would hide that for good: it is given once the wish was carried out
    or discarded, or where nothing is left to be ended."""
    gone = [offer for offer in link.offers if offer not in have]
    given_before = link.state is LinkState.GIVEN and link.verified
    if link.contact is None or not (gone and given_before and lives(one)):
        return False
    links = memory.links.of_contact(link.site, link.contact)
    names = [f"{link.site}:{link.contact}:{missing(each, given_by(links, each))}" for each in gone]
    wishes = [memory.requests.find(name) for name in names]
    return any(wish is None or wish.state not in SETTLED for wish in wishes)
