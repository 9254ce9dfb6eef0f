"""Who wants it, where the plan itself is reason enough."""

from dataclasses import dataclass, field
from getpass import getuser
from typing import Annotated

import typer

from cli.options import By


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who, and why."""

    by: By = field(default_factory=getuser)
    why: Annotated[str, typer.Option("--why", help="Kept in the audit trail.")] = "by plan"
