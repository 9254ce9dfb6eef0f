"""Which API versions there are here: https://docs.stripe.com/api/versioning."""

import re

from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.events import API_VERSION

WELL_FORMED = re.compile(r"20\d\d-\d\d-\d\d(\.(acacia|basil|clover|dahlia|endive))?")
OLDEST = "2020-08-27"
"""What changed before is not undone here."""


def check_version(version: str, *, param: str | None = None) -> str:
    """Refuse what is no version of Stripe's and, loudly, those not rendered here."""
    if not WELL_FORMED.fullmatch(version):
        raise invalid_request(f"Invalid Stripe API version: {version}", param=param)
    if not OLDEST <= version <= API_VERSION:
        raise not_implemented(
            f"objects in the shape of API version {version}, only {OLDEST} to {API_VERSION}"
        )
    return version
