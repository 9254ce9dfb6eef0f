"""Waiting for what happens elsewhere, but not for ever."""

import time
from collections.abc import Callable


def eventually[Found](look: Callable[[], Found | None], seconds: float = 120) -> Found:
    """Look until there is something to see."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {seconds:.0f} s")
