"""API versions: https://docs.stripe.com/api/versioning. Only the pinned one has a shape here."""

import re

from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.events import API_VERSION

WELL_FORMED = re.compile(r"20\d\d-\d\d-\d\d(\.(acacia|basil|clover|dahlia|endive))?")


def check_version(version: str, *, param: str | None = None) -> None:
    """Refuse a version that Stripe never had, and, loudly, those not rendered here."""
    if not WELL_FORMED.fullmatch(version):
        raise invalid_request(f"Invalid Stripe API version: {version}", param=param)
    if version != API_VERSION:
        raise not_implemented(f"objects in the shape of API version {version}, only {API_VERSION}")
