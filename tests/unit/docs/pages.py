"""The documents as their readers use them: links to follow, commands to type."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from cli.migrate.app import PARTS

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("*.md", "docs/**/*.md", "cli/*.md", "events/**/*.md")
PAGES = sorted(path for folder in FOLDERS for path in ROOT.glob(folder))

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`]+`", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\s*(?:uv run )?carryover (?P<words>.+)")
ALONE = {"demo", "local"}
"""Commands of one word; all others are a branch and a verb."""
BRANCHES = {word for part in PARTS if part.group for word in part.words}
"""Of ``migrate``: they have verbs of their own."""
TARGET = re.compile(r"\bmake ([a-z]+)\b")


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """Where a person finds it."""
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        """All it says."""
        return self.path.read_text()

    def links(self) -> Iterator[str]:
        """Name the places it leads to within the repository."""
        prose = CODE.sub("", self.text)
        yield from (place for place in LINK.findall(prose) if "://" not in place)

    def headings(self) -> set[str]:
        """Name its anchors as GitHub makes them."""
        titles = re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    def code(self) -> Iterator[str]:
        """Give every line that is set as code, in a block or within a sentence."""
        for piece in CODE.findall(self.text):
            yield from piece.strip("`").splitlines()

    def commands(self) -> Iterator[str]:
        """Name the ``carryover`` commands it tells people to type."""
        for line in self.code():
            if found := COMMAND.match(line):
                yield found["words"]

    def typed(self) -> Iterator[str]:
        """Name the commands that stand in blocks, to be copied; in a sentence they are names."""
        for block in BLOCK.findall(self.text):
            for line in block.splitlines():
                if found := COMMAND.match(line):
                    yield found["words"]

    def targets(self) -> set[str]:
        """Name the make targets it tells people to run."""
        return {target for line in self.code() for target in TARGET.findall(line)}


def pages() -> list[Page]:
    """Open them all."""
    return [Page(path) for path in PAGES]


def asking_for_help(command: str) -> list[str]:
    """Split a command line as a shell would, without its comment and its "and so on", and ask for
    the command's help: every option is parsed, and nothing is done.

    The question stands before the options, lest one of them takes it for its value.
    """
    words = shlex.split(command.replace(" …", " "), comments=True)
    stage = 2 if words[0] == "--stage" else 0
    names = 1 if words[stage] in ALONE else 2
    if BRANCHES.intersection(words[stage + 1 : stage + 2]) and words[stage] == "migrate":
        names += 1 if words[stage + 2 : stage + 3] and words[stage + 2][0] != "-" else 0
    return [*words[: stage + names], "--help", *words[stage + names :]]


def forgotten(command: str, root: TyperGroup) -> set[str]:
    """Name the options without which the command would be refused, and which it lacks."""
    words = shlex.split(command.replace(" …", " "), comments=True)
    here: Any = root
    for word in words:
        here = here.commands.get(word, here) if isinstance(here, TyperGroup) else here
    needed = {option.opts[0]: set(option.opts) for option in here.params if option.required}
    return {name for name, ways in needed.items() if name[0] == "-" and not ways & set(words)}
