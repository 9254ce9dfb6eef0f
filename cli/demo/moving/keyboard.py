"""The migration engineer: types the commands of the guide, as anybody would, and reads the answer.

Nothing of the move is done by another way than the command line's.
"""

import json
import shlex
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from click.exceptions import ClickException, Exit
from typer.main import get_command

from cli.command import Refusal
from cli.main import build
from cli.session import Session

type Document = dict[str, Any]


@dataclass
class Keyboard:
    """One session at one stage, in one project folder."""

    folder: Path
    session: Session = field(default_factory=lambda: Session("local"))
    typed: list[str] = field(default_factory=list)
    """Every command, as one would type it."""
    took: list[float] = field(default_factory=list)
    """Seconds, by command."""

    def __post_init__(self) -> None:
        self.app = get_command(build({"migrate"}))

    def types(self, *words: str, allowed: tuple[int, ...] = (0,)) -> Document:
        """Type ``carryover migrate …`` and read what it answers as JSON.

        Raises ``Refusal`` when it ends with a code that is not among the allowed ones.
        """
        self.typed.append(f"carryover migrate {shlex.join(words)}")
        said, told, began = StringIO(), StringIO(), time.monotonic()
        line = ["migrate", *words, "--project", str(self.folder), "--json"]
        with redirect_stdout(said), redirect_stderr(told):
            code = self._run(line)
        self.took.append(time.monotonic() - began)
        if code not in allowed:
            raise Refusal(f"{self.typed[-1]} ended with {code}: {told.getvalue().strip()}")
        return _document(said.getvalue(), self.typed[-1])

    def _run(self, line: list[str]) -> int:
        try:
            code = self.app.main(line, obj=self.session, standalone_mode=False)
        except Exit as ended:
            return ended.exit_code
        except ClickException as misused:
            raise Refusal(f"{self.typed[-1]}: {misused.format_message()}") from None
        return int(code or 0)


def _document(text: str, typed: str) -> Document:
    """Read the one JSON document a command prints."""
    try:
        answer: Document = json.loads(text or "{}")
    except ValueError:
        raise Refusal(f"{typed} printed no JSON: {text[:200]!r}") from None
    return answer
