"""Our own names of Stripe accounts; beside ``identity`` because the ingress loads no pydantic."""

import re
from typing import Final

ALIAS_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,31}$"
"""One account *in one mode* (``us``, ``intl-test``); safe in URLs, keys and log lines."""


def is_alias(text: str) -> bool:
    """Tell an account alias from anything else somebody may put into a URL."""
    return re.fullmatch(ALIAS_PATTERN, text) is not None
