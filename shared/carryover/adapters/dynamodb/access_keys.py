"""Keys of access in the business table; ``keys`` shows them among all others."""

from typing import Final

from carryover.adapters.dynamodb.keys import Key

ACCESS_RULES: Final = Key("ACCESS", "RULES")
"""Where what the owner decided about access is."""


def access_of(site: str) -> str:
    """Name the partition of a site: of its links in the index, of its lists in the table."""
    return f"ACCESS#{site}"


def access_link(account: str, subscription: str) -> Key:
    """Place what a subscription opens, and for whom."""
    return Key(f"ACCESS#{account}#{subscription}", "LINK")


def member(site: str, contact: str) -> str:
    """Name the partition of everything a member has or had access by."""
    return f"MEMBER#{site}#{contact}"


def member_link(site: str, contact: str, account: str, subscription: str) -> Key:
    """Place the pointer from a member to a link."""
    return Key(member(site, contact), f"{account}#{subscription}")


def cancel_request(name: str) -> Key:
    """Place a confirmed wish to cancel."""
    return Key(f"CANCEL#{name}", "WISH")


WISHES: Final = "WISH#"
LAST_WISH: Final = "WISH$"
"""The character after ``#``: what begins with ``WISH#`` stands before it."""


def access_wishes(account: str, subscription: str) -> str:
    """Name the partition of everything asked about a subscription."""
    return access_link(account, subscription).pk


def access_wish(account: str, subscription: str, name: str) -> Key:
    """Place the pointer from a subscription to a wish about it."""
    return Key(access_wishes(account, subscription), f"{WISHES}{name}")


def access_refund(account: str, invoice: str) -> Key:
    """Place what is to go back of an invoice."""
    return Key(f"REFUND#{account}#{invoice}", "WISH")


def access_reached(site: str, what: str) -> Key:
    """Place how far a list of a site was read."""
    return Key(access_of(site), f"REACHED#{what}")


def access_brake(site: str) -> Key:
    """Place what a site's members ended lately."""
    return Key(access_of(site), "BRAKE")


HELD: Final = "HELD#"
LAST_HELD: Final = "HELD$"
"""The character after ``#``, as of ``LAST_WISH``."""


def access_held(site: str, wish: str) -> Key:
    """Place the pointer to a wish that waits for a person."""
    return Key(access_of(site), f"{HELD}{wish}")


def reading(look: str) -> str:
    """Name the partition of the pages of one reading of a list."""
    return f"READING#{look}"


def read_page(look: str, number: int) -> Key:
    """Place a page."""
    return Key(reading(look), f"PAGE#{number:07d}")


AUDIT_PARTS: Final = "PART#"


def audited(audit: str) -> str:
    """Name the partition of what an audit found."""
    return f"AUDITED#{audit}"


def audit_part(audit: str, number: int) -> Key:
    """Place what one message of it found."""
    return Key(audited(audit), f"{AUDIT_PARTS}{number:07d}")
