"""Paths with parts in braces."""

import re
from functools import cache


def taken_apart(pattern: str, path: str) -> dict[str, str] | None:
    """Take a path apart by a pattern; None: it is another one."""
    found = _compiled(pattern).fullmatch(path)
    return found.groupdict() if found else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern))
