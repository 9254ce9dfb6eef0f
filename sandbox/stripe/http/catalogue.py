"""Every endpoint Stripe has, read from the installed SDK, so that "no such address" and "not
implemented here" are never mixed up."""

import re
from functools import cache
from pathlib import Path

import stripe

REQUEST = re.compile(r'_request\(\s*"(get|post|delete)",\s*"(/v1/[^"]+)"')


@cache
def endpoints() -> frozenset[tuple[str, str]]:
    """List (method, path pattern) of the whole v1 API."""
    folder = Path(stripe.__file__).parent
    services = folder.rglob("_*_service.py")
    return frozenset(
        (method.upper(), path)
        for service in services
        for method, path in REQUEST.findall(service.read_text(encoding="utf-8"))
    )


def pattern_of(method: str, path: str) -> str | None:
    """Find the pattern a path belongs to, if Stripe has it."""
    steps = path.split("/")
    return next(
        (
            pattern
            for known, pattern in sorted(endpoints())
            if known == method and fits(pattern.split("/"), steps)
        ),
        None,
    )


def fits(pattern: list[str], steps: list[str]) -> bool:
    """Compare step by step; ``{id}`` fits anything but nothing."""
    return len(pattern) == len(steps) and all(
        bool(step) if wanted.startswith("{") else wanted == step
        for wanted, step in zip(pattern, steps, strict=True)
    )
