"""What a subscription says about how payments are to be made, beyond the method itself.

docs.stripe.com/api/subscriptions/object, ``payment_settings``
"""

from collections.abc import Iterator
from typing import Any, Final

from carryover.migration.planning.codes import Code
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json

CARRIED: Final[dict[str, tuple[str, ...]]] = {
    "card": ("request_three_d_secure",),
    "us_bank_account": ("financial_connections", "verification_method"),
}
"""Of ``payment_settings[payment_method_options]``."""


def objections(_subscription: Subscription, raw: Json, _rules: Rules) -> Iterator[Reason]:
    """What a mandate was told, or which network to use, is an agreement with a bank."""
    said = _options(raw)
    odd = [f"{kind}.{name}" for kind, name in said if name not in CARRIED.get(kind, ())]
    if odd:
        yield Reason(
            code=Code.PAYMENT_OPTIONS,
            sentence=(
                f"Its payments are bound to terms of a mandate or a network ({', '.join(odd)}) "
                "that another account cannot take over. Recreate it by hand with the customer's "
                "consent."
            ),
        )


def carried(raw: Json) -> dict[str, Any]:
    """Say what is carried of them."""
    kept: dict[str, Any] = {}
    for (kind, name), value in _options(raw).items():
        if name in CARRIED.get(kind, ()):
            kept.setdefault(kind, {})[name] = value
    return kept


def _options(raw: Json) -> dict[tuple[str, str], Any]:
    settings = raw.get("payment_settings") or {}
    kinds = settings.get("payment_method_options") or {}
    told = {
        (kind, name): _without_nothing(value)
        for kind, options in kinds.items()
        for name, value in (options or {}).items()
    }
    return {name: value for name, value in told.items() if value}


def _without_nothing(value: object) -> object:
    if not isinstance(value, dict):
        return value
    kept = {name: _without_nothing(each) for name, each in value.items()}
    return {name: each for name, each in kept.items() if each}
