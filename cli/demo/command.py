"""``carryover demo``."""

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console

from cli.bars import bars
from cli.command import Refusal, say_error
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


class Chapter(StrEnum):
    """What is played."""

    MOVING = "moving"
    RIVER = "river"


def demo(
    chapter: Annotated[
        Chapter, typer.Option(help="Everybody moves, or months of events are kept in step.")
    ] = Chapter.MOVING,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
    subscribers: Annotated[int, typer.Option(min=24, help="Of the river: how many.")] = 160,
    weeks: Annotated[int, typer.Option(min=1, max=36, help="Of the river: how long.")] = 8,
) -> None:
    """Run the main job on this machine: the real template, real commands, all kinds of trouble.

    A local AWS gets the real stack; people live in two local Stripe accounts and move into a third,
    while Stripe stumbles and workers are killed. In the end the accounts' books must be, to the
    cent and the day, those of a twin in which nobody ever moved.

    Example: carryover demo; carryover demo --chapter river --subscribers 60 --weeks 5
    """
    console = Console()
    play: Callable[[Console], bool] = (
        (lambda at: _moving(at, seed))
        if chapter is Chapter.MOVING
        else (lambda at: _river(at, seed, subscribers, weeks))
    )
    try:
        good = play(console)
    except KeyboardInterrupt:
        console.print("\nStopped; nothing is left behind.")
        raise typer.Exit(130) from None
    except Refusal as stuck:
        say_error(str(stuck))
        raise typer.Exit(1) from None
    if not good:
        raise typer.Exit(1)


def _moving(console: Console, seed: int) -> bool:
    began, proof = time.monotonic(), proofs.Proof(seed)
    no_keys_of_others()
    with bars(console) as drawn, opened(seed, START, drawn, told=()) as theatre:
        story = Moving(theatre, PLACE / "migration", drawn, proof)
        story.play()
    proof.seconds = round(time.monotonic() - began, 1)
    proof.save()
    shown(console, proof, story)
    return proof.is_good


def _river(console: Console, seed: int, subscribers: int, weeks: int) -> bool:
    began, summary = time.monotonic(), Summary(seed)
    with bars(console) as drawn, opened(seed, START, drawn) as theatre:
        story = River(theatre, Random(seed), drawn, summary)  # noqa: S311 - no secret is drawn
        verdict = story.play(subscribers=subscribers, weeks=weeks)
    summary.seconds = round(time.monotonic() - began, 1)
    summary.save(PLACE / "summary.json")
    summary.show(console)
    for sentence in verdict.differences[:20]:
        console.print(f"  {sentence}")
    console.print(f"[dim]{PLACE / 'summary.json'}[/]")
    return summary.is_true
