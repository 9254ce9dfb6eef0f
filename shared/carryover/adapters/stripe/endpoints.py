"""What Stripe counts as one endpoint: the method and the path's pattern (docs.stripe.com/
rate-limits, "API endpoint rate limiter")."""

from typing import Final

PACKAGES: Final = frozenset(
    {"billing", "billing_portal", "checkout", "radar", "reporting", "tax", "test_helpers"}
)
"""First steps of paths that name no resource yet."""

WORDS: Final = frozenset({"create_preview", "search", "settings"})
"""Second steps that are no ids."""


def endpoint(method: str, path: str) -> str:
    """Say ``GET subscriptions/{id}``."""
    steps = path.strip("/").split("/")
    package, own = ([steps[0]], steps[1:]) if steps[0] in PACKAGES else ([], steps)
    shown = ["{id}" if place % 2 and step not in WORDS else step for place, step in enumerate(own)]
    return f"{method.upper()} {'/'.join([*package, *shown])}"
