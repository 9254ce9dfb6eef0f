"""Several Stripe accounts of this process, and somebody who holds keys to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from carryover.adapters.pace import Unpaced
from carryover.adapters.stripe.accounts import KEY_VARIABLE, KeysFromEnvironment
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.migration.access.needs import Role, boxes
from carryover.ports.stripe_permissions import BOXES, Level
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside


@dataclass
class Keyring:
    """Opens accounts and keeps their keys where people keep them: in the environment."""

    world: World = field(default_factory=World)
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = KeysFromEnvironment(self.environ)
        self.desk = Desk(self.world)
        doors = Doors(keys, lambda: 0.0, lambda _: None, Inside(self.desk))
        self.stripe = StripeDirect(doors, Unpaced())

    def holds(self, alias: str, key: str) -> None:
        self.environ[f"{KEY_VARIABLE}{alias.upper().replace('-', '_')}"] = key

    def opens(self, alias: str, key: str, permissions: Mapping[str, str] | None = None) -> Account:
        """Open an account, whose key may do what is said, and hold it."""
        account = self.world.open(alias, key)
        account.permissions[key] = dict(permissions or {})
        self.holds(alias, key)
        return account


def ticked(role: Role, *, read_only: bool = False) -> dict[str, str]:
    """Tick exactly the boxes we ask for."""
    wanted = boxes(role, read_only=read_only)
    return {BOXES[each.resource].slug: _word(each.level) for each in wanted.values()}


def _word(level: Level) -> str:
    return level.value.lower()
