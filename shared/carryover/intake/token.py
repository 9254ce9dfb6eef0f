"""The proof of a sender who signs nothing: a random token in the path of the URL we gave it.

Kajabi's hooks have no signature, no secret field and no header setting (CONTRACTS.md §1.8, §1.10),
so whoever knows the URL may knock. What stands in the body is not believed even then (KAJ-3).
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from carryover.intake.model import Refusal

PROOF: Final = "proof-in-path"
"""Where the door puts what stood in the path."""

SHORTEST: Final = 22
"""Characters: 128 random bits in URL-safe base64. A shorter one opens nothing."""


def check(
    headers: Mapping[str, str], _body: bytes, tokens: Sequence[str], _now: datetime
) -> Refusal | None:
    """Compare with every token in force, in constant time each; two while one replaces another."""
    shown = headers.get(PROOF, "").encode()
    long_enough = [token for token in tokens if len(token) >= SHORTEST]
    if not long_enough:
        return Refusal.UNPREPARED
    fits = [hmac.compare_digest(token.encode(), shown) for token in long_enough]
    return None if any(fits) else Refusal.FORGED
