"""What an archive says of itself; while it is being taken, the same file is the checkpoint."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Literal

from pydantic import Field, ValidationError

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.snapshot.files import Files

NAME: Final = "manifest.json"


class Kept(Message):
    """One kind of object: how much of it is safely written, and where to go on."""

    count: int = 0
    bytes: int = 0
    """Length of the file that is whole; what lies behind it is a page half written."""
    query: int = 0
    """Which of the kind's lists is being read."""
    last: tuple[str, ...] = ()
    """The last objects of that list, nearest first: where it goes on. More than one, for an object
    that is deleted meanwhile is no place to go on from."""
    done: bool = False
    digest: str = ""
    """SHA-256 of the lines, once it is done."""
    withheld: str = ""
    """Why it could not be read at all, for people; only of kinds a migration can do without."""


class Manifest(Message):
    """The snapshot of one source account."""

    format: Literal[1] = 1
    account: AccountAlias
    account_id: str
    """Stripe's own id of it, for aliases can be mistyped; empty when the key may not ask."""
    livemode: bool | None = None
    """``None``: there was no object that would tell."""
    api_version: str
    taken_at: Seconds
    """By Stripe's clock, when the first list was asked for: what was created later may be
    missing, and nothing in it is older."""
    finished_at: Seconds | None = None
    kinds: dict[str, Kept] = Field(default_factory=dict)
    digest: str = ""
    """Of account, mode, version and every kind's digest: equal content, equal digest, whenever and
    wherever it was taken."""

    @property
    def whole(self) -> bool:
        """Tell whether it was taken to its end."""
        return self.finished_at is not None

    def counts(self) -> Mapping[str, int]:
        """Say how many of each kind."""
        return {kind: kept.count for kind, kept in self.kinds.items()}

    def sealed(self, at: Seconds) -> "Manifest":
        """Call it complete."""
        return self.model_copy(update={"finished_at": at, "digest": self._fingerprint()})

    def with_kind(self, kind: str, kept: Kept) -> "Manifest":
        """Say how far a kind is."""
        return self.model_copy(update={"kinds": {**self.kinds, kind: kept}})

    def _fingerprint(self) -> str:
        parts = [self.account_id, str(self.livemode), self.api_version]
        parts += [f"{kind} {kept.digest}" for kind, kept in sorted(self.kinds.items())]
        return sha256("\n".join(parts).encode()).hexdigest()


def read(files: Files) -> Manifest | None:
    """Read what is there; ``None``: no snapshot was begun. Raises ``NeedsReview`` when it is not
    ours."""
    if files.size(NAME) is None:
        return None
    with files.reading(NAME) as file:
        text = file.read()
    try:
        return Manifest.model_validate_json(text)
    except ValidationError:
        pass
    raise NeedsReview(
        "snapshot",
        f"{NAME} is not the manifest of a snapshot this version of carryover reads. Take the "
        "snapshot again, into an empty folder.",
    )


def write(files: Files, manifest: Manifest) -> None:
    """Lay it down, readable."""
    files.replace(NAME, f"{manifest.model_dump_json(indent=1)}\n".encode())
