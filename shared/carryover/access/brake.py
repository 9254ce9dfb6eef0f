"""How many left a site lately, and whether that is too much to be true (``braking``)."""

from pydantic import AwareDatetime

from carryover.access.model import Versioned
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class Carried(Message):
    """A wish that was let through."""

    wish: str
    """A digest of its name and version: 5 % of a large site's are thousands, in one item."""
    at: AwareDatetime


class Brake(Versioned):
    """What one site's members ended lately, and whether that is too much to be true."""

    site: AccountAlias
    carried: tuple[Carried, ...] = ()
    members: int = 0
    """Who had access when they were counted …"""
    counted_at: AwareDatetime | None = None
    """… which is done once per stretch, and only where many leave."""
    pulled_at: AwareDatetime | None = None
    """Since then every wish is held, until a person decides; ``None``: it is not pulled."""
    most: int = 0
    """How many were let through when it was pulled."""
