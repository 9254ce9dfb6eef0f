"""How HighLevel writes things down: amounts, refusals."""

from decimal import Decimal

from sandbox.ground.asking import Reply
from sandbox.highlevel.core.errors import Missing, Refused
from sandbox.highlevel.core.world import World


def number(amount: Decimal) -> int | float:
    """Write an amount in major units as JSON does: 100 or 150.1 [S: the examples]."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def refusal(world: World, refused: Refused) -> Reply:
    """Tell of a refusal; every one of them carries a trace id [S]."""
    if isinstance(refused, Missing):
        refused.status = world.state.settings.missing
    return Reply(refused.status, {**refused.body(), "traceId": world.uuid("traces")})
