"""The OAuth pairs in Secrets Manager: ``{"<app>": {"access": …, "refresh": …, "until": …}}``.

Only workers write it, and only who holds the lease (``adapters.highlevel.tokens``): Secrets Manager
has no conditional write, and two writers at once would lose a pair.
"""

from dataclasses import dataclass
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from carryover.adapters.highlevel.tokens import Pair
from carryover.adapters.secret_documents import SecretDocument
from carryover.kernel.errors import Retryable

PAIRS: Final = TypeAdapter(dict[str, Pair], config=ConfigDict(defer_build=True))


@dataclass(frozen=True, slots=True)
class StoredPairs:
    """Keeps the promise of ``tokens.Pairs``."""

    document: SecretDocument

    def read(self, grant: str) -> Pair | None:
        """Read one as it is now."""
        return self._parsed(self.document.text()).get(grant)

    def keep(self, grant: str, pair: Pair) -> None:
        """Write it and read it back; a newer one that is there already stays."""
        held = self.read(grant)
        if held is not None and held.number >= pair.number:
            return
        entry = {
            "access": pair.access.get_secret_value(),
            "refresh": pair.refresh.get_secret_value(),
            "until": pair.until,
            "number": pair.number,
        }
        self.document.put(grant, entry, self._parsed)

    def _parsed(self, text: str) -> dict[str, Pair]:
        """Neither the text nor the parser's error is quoted: both would show tokens."""
        try:
            return PAIRS.validate_json(text)
        except ValidationError:
            pass
        raise Retryable(f"secret {self.document.name} does not hold pairs of tokens")
