"""Who moves in a wave: what a person says on the command line, asked of the approved plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from carryover.migration.model import State
from carryover.migration.planning.spec import Spec
from carryover.migration.waves import Cohort, choose
from cli.command import Refusal
from cli.migrate import planned
from cli.migrate.project import Project
from cli.migrate.run import Running
from cli.render import Screen

AGAIN: Final = frozenset({State.HELD, State.ROLLED_BACK})
"""What a later wave may take up again; everything else of an earlier wave is left to it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who moves: everything that is said must be true of a subscription."""

    list_: Annotated[
        Path | None,
        typer.Option("--list", help="A file with one us/sub_123 per line.", dir_okay=False),
    ] = None
    percent: Annotated[
        float | None, typer.Option("--percent", min=0.0001, max=100, help="A share, drawn by lot.")
    ] = None
    seed: Annotated[
        str, typer.Option("--seed", help="Of the lot: the same seed draws the same ones.")
    ] = ""
    currency: Annotated[str | None, typer.Option("--currency", help="Only this one: usd.")] = None
    account: Annotated[str | None, typer.Option("--account", "-a", help="Only this source.")] = None
    price: Annotated[
        str | None,
        typer.Option("--price", "--plan", help="Only who has this price or plan of the source."),
    ] = None
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None
    everything: Annotated[bool, typer.Option("--all", help="All that the plan moves.")] = False

    def cohort(self, project: Project) -> Cohort:
        """Say it as the plan is asked. Raises ``Refusal`` when nothing, or both, was said."""
        narrowed = any((self.list_, self.percent, self.currency, self.account, self.price))
        if (narrowed or self.limit is not None) == self.everything:
            raise Refusal(
                "say who moves: --list FILE, --percent 1, --currency usd, --account us, --price "
                "price_1, --limit 10, or --all"
            )
        return Cohort(
            names=frozenset(_listed(self.list_)),
            percent=self.percent,
            seed=self.seed,
            currency=self.currency,
            account=project.source(self.account) if self.account else None,
            price=self.price,
            limit=self.limit,
        )


def selected(screen: Screen, running: Running, choice: Choice) -> tuple[Sequence[Spec], int]:
    """Choose from the approved plan, without those an earlier wave has in hand."""
    cohort = choice.cohort(running.project)
    plan = planned.taken_up(running.project)
    if plan.hash != running.run.plan:
        raise Refusal(
            f"the plan in the folder, {plan.hash[:12]}, is not the approved one, "
            f"{running.run.plan[:12]}: approve it first, or fetch the folder it was approved from"
        )
    with screen.counting("choosing"):
        moves = running.desk.moves.all(running.run.name)
        earlier = {str(move.old) for move in moves if move.state not in AGAIN}
        specs = (entry.spec for entry in plan.entries() if entry.spec is not None)
        try:
            return choose(cohort, specs, earlier), len(earlier)
        except ValueError as error:
            raise Refusal(str(error)) from None


def _listed(path: Path | None) -> Iterator[str]:
    """Read a list: one per line; empty lines and what follows a # do not count."""
    if path is None:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    names = [name for line in lines if (name := line.partition("#")[0].strip())]
    if not names:
        raise Refusal(f"{path} names nobody")
    yield from names
