"""The project folder of a migration: what is written down, where, and how it is found again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Annotated, Final

import typer

from cli.command import Refusal
from cli.migrate.settings import FILE, Settings, read

DEFAULT: Final = Path("migration")

Folder = Annotated[
    Path,
    typer.Option(
        "--project",
        "-p",
        envvar="CARRYOVER_PROJECT",
        help="The migration's folder, the one with migration.yaml in it.",
    ),
]
"""``project: Folder = DEFAULT`` in every command of ``carryover migrate``."""


@dataclass(frozen=True, slots=True)
class Project:
    """One migration on somebody's disk."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, root: Path) -> "Project":
        """Find it. Raises ``Refusal`` when the folder or its file is missing or broken."""
        return cls(root, read(root / FILE))

    @property
    def name(self) -> str:
        """Name the run."""
        return self.settings.name

    def snapshot(self, alias: str) -> Path:
        """Where the snapshot of a source lies: a folder, made by ``snapshot``."""
        return self.root / "snapshots" / alias

    def mapping(self, alias: str) -> Path:
        """Where the card mapping of a source lies, all of its files merged, as Stripe writes it
        (``migration.cards.reading.as_csv``)."""
        return self.root / "cards" / f"{alias}.csv"

    def folder(self, part: str) -> Path:
        """Make room for ``audit``, ``cards``, ``plan``, ``verify``, ``report``, ``rehearsal``."""
        place = self.root / part
        place.mkdir(parents=True, exist_ok=True)
        return place

    def source(self, alias: str) -> str:
        """Make sure that it is a source of this migration."""
        if alias not in self.settings.origins:
            named = ", ".join(self.settings.origins)
            raise Refusal(f"{alias} is no source of {self.name}: its sources are {named}")
        return alias

    def chosen(self, aliases: list[str]) -> list[str]:
        """Take the Stripe accounts that were named, or all of them."""
        return [self.source(each) for each in aliases] or list(self.settings.sources)


@contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """Write a file whole or not at all: whoever reads it meanwhile sees the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as draft:
        try:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            Path(draft.name).unlink()
            raise
    Path(draft.name).replace(path)
