"""``carryover demo``."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console

from cli.bars import bars
from cli.command import Refusal, say_error
from cli.demo.access.alone import Company
from cli.demo.access.figures import Figures
from cli.demo.access.showing import shown as access_shown
from cli.demo.access.story import Story as Access
from cli.demo.dunning.country import begun, judged
from cli.demo.dunning.deployed import Deployed
from cli.demo.dunning.showing import shown as dunning_shown
from cli.demo.moving import proof as proofs
from cli.demo.moving.outside import no_keys_of_others
from cli.demo.moving.showing import shown
from cli.demo.moving.story import Story as Moving
from cli.demo.story import Story as River
from cli.demo.summary import Summary
from cli.theatre import opened

PLACE = Path("build/demo")
START = "2026-01-30T09:00:00+00:00"
"""The stories begin two days before a month's end, so that short months matter. They end in the
past: what Stripe makes then is older than the machine's clock, as in real life."""

DUNNING_START = "2026-01-05T11:00:00+00:00"
"""Noon in Europe: the few through the stack are looked at when they may be written to."""


class Chapter(StrEnum):
    """What is played."""

    ALL = "all"
    MOVING = "moving"
    ACCESS = "access"
    DUNNING = "dunning"
    RIVER = "river"


def demo(
    chapter: Annotated[
        Chapter,
        typer.Option(
            help="Everybody moves and keeps access, and a quarter of failed payments is recovered "
            "beside it; only the former; access with a small cast; failed payments, some through "
            "the deployed stack; or months of events."
        ),
    ] = Chapter.ALL,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
    debtors: Annotated[int, typer.Option(min=26, help="Of dunning: how many cards fail.")] = 304,
    subscribers: Annotated[int, typer.Option(min=24, help="Of the river: how many.")] = 160,
    weeks: Annotated[int, typer.Option(min=1, max=36, help="Of the river: how long.")] = 8,
) -> None:
    """Run the main job on this machine: the real template, real commands, all kinds of trouble.

    A local AWS gets the real stack; people live in two local Stripe accounts and move into a third,
    while Stripe stumbles and workers are killed. In the end the accounts' books must be, to the
    cent and the day, those of a twin in which nobody ever moved. Then everybody gets access in a
    local Kajabi, people leave there, and nobody who left may be charged. Beside it, in processes of
    their own, hundreds of cards fail over a quarter, and what can be collected is collected.

    Example: carryover demo; carryover demo --chapter river --subscribers 60 --weeks 5
    """
    console = Console()
    plays: dict[Chapter, Callable[[], bool]] = {
        Chapter.ALL: lambda: _all(console, seed, debtors),
        Chapter.MOVING: lambda: _moving(console, seed).good,
        Chapter.ACCESS: lambda: _access(console, seed),
        Chapter.DUNNING: lambda: _dunning(console, seed, debtors),
        Chapter.RIVER: lambda: _river(console, seed, subscribers, weeks),
    }
    try:
        good = plays[chapter]()
    except KeyboardInterrupt:
        console.print("\nStopped; nothing is left behind.")
        raise typer.Exit(130) from None
    except Refusal as stuck:
        say_error(str(stuck))
        raise typer.Exit(1) from None
    if not good:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Played:
    """What a chapter came to."""

    good: bool
    document: dict[str, object]


def _all(console: Console, seed: int, debtors: int) -> bool:
    """The quarter plays beside the move: both wait much, and the machine has two cores."""
    start = datetime.fromisoformat(DUNNING_START)
    with begun(seed, debtors, start) as districts:
        moved = _moving(console, seed)
        with bars(console) as drawn:
            figures, wrong = judged(districts, drawn)
    good, quarter = moved.good and figures.is_good, figures.document()
    named = {name: quarter[name] for name in NAMED}
    _saved({**named, **moved.document, "dunning": {**quarter, "wrong": wrong}, "good": good})
    dunning_shown(console, figures, wrong, IN_PROCESS)
    return good


NAMED = (
    "cases",
    "recovered_money",
    "recoverable_money",
    "attempts_per_recovery",
    "scheme_violations",
    "messages_after_payment",
    "duplicate_messages",
    "crm_differences",
)
"""Of failed payments, what stands beside the others in the proof; all is under ``dunning``."""

IN_PROCESS = "a quarter, played in process by the workers' real code"


def _moving(console: Console, seed: int) -> Played:
    began, proof, figures = time.monotonic(), proofs.Proof(seed), Figures()
    no_keys_of_others()
    with bars(console) as drawn, opened(seed, START, drawn, told=()) as theatre:
        story = Moving(theatre, PLACE / "migration", drawn, proof)
        story.play()
        access = Access(theatre, drawn, figures, _dice(seed))
        access.play()
    proof.seconds = round(time.monotonic() - began, 1)
    good = proof.is_good and figures.is_good
    document = {**figures.document(), **proof.document(), "good": good}
    _saved(document)
    shown(console, proof, story)
    access_shown(console, figures, access.wrong)
    return Played(good, document)


def _access(console: Console, seed: int) -> bool:
    figures = Figures()
    with bars(console) as drawn, opened(seed, START, drawn, told=()) as theatre:
        company = Company(theatre.stripe, drawn)
        access = Access(theatre, drawn, figures, _dice(seed), company)
        access.play()
    _saved({"seed": seed, **figures.document(), "good": figures.is_good})
    access_shown(console, figures, access.wrong)
    console.print(f"[dim]{proofs.SAVED}[/]")
    return figures.is_good


def _dunning(console: Console, seed: int, debtors: int) -> bool:
    """Districts play in processes of their own while the stack is built and a cohort goes through
    it."""
    start = datetime.fromisoformat(DUNNING_START)
    with bars(console) as drawn, begun(seed, debtors, start) as districts:
        with opened(seed, DUNNING_START, drawn, told=()) as theatre:
            deployed = Deployed(theatre, drawn, _dice(seed))
            small = deployed.play()
        figures, wrong = judged(districts, drawn)
    good = figures.is_good and small.is_good
    documents = {**figures.document(), "deployed": small.document(), "good": good}
    _saved({"seed": seed, **documents, "wrong": [*wrong, *deployed.wrong]})
    dunning_shown(console, small, deployed.wrong, "through the deployed stack")
    dunning_shown(console, figures, wrong, IN_PROCESS)
    console.print(f"[dim]{proofs.SAVED}[/]")
    return good


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - no secret is drawn


def _saved(document: dict[str, object]) -> None:
    """Write the figures where a build machine looks for them."""
    proofs.SAVED.parent.mkdir(parents=True, exist_ok=True)
    proofs.SAVED.write_text(json.dumps(document, indent=2) + "\n")


def _river(console: Console, seed: int, subscribers: int, weeks: int) -> bool:
    began, summary = time.monotonic(), Summary(seed)
    with bars(console) as drawn, opened(seed, START, drawn) as theatre:
        story = River(theatre, _dice(seed), drawn, summary)
        verdict = story.play(subscribers=subscribers, weeks=weeks)
    summary.seconds = round(time.monotonic() - began, 1)
    summary.save(PLACE / "summary.json")
    summary.show(console)
    for sentence in verdict.differences[:20]:
        console.print(f"  {sentence}")
    console.print(f"[dim]{PLACE / 'summary.json'}[/]")
    return summary.is_true
