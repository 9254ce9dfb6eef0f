"""``carryover demo``."""

import time
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console

from cli.bars import bars
from cli.command import Refusal, say_error
from cli.demo.story import Story
from cli.demo.summary import Summary
from cli.theatre import opened

SAVED = Path("build/demo/summary.json")
START = "2026-01-30T09:00:00+00:00"
"""The story begins two days before a month's end, so that short months matter. It ends in the past:
what Stripe makes then is older than the machine's clock, as in real life."""


def demo(
    subscribers: Annotated[int, typer.Option(min=24, help="How many people subscribe.")] = 160,
    weeks: Annotated[int, typer.Option(min=1, max=36, help="How far the clock moves.")] = 8,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
) -> None:
    """Run the main job on this machine: the real template, months of billing, all kinds of trouble.

    A local AWS gets the real stack, a local Stripe bills people for months, and its signed webhooks
    arrive twice, out of order or not at all. In the end our record must be Stripe's truth.

    Example: carryover demo --subscribers 60 --weeks 5
    """
    console = Console()
    began = time.monotonic()
    summary = Summary(seed)
    try:
        with bars(console) as drawn, opened(seed, START, drawn) as theatre:
            story = Story(theatre, Random(seed), drawn, summary)  # noqa: S311 - no secret is drawn
            verdict = story.play(subscribers=subscribers, weeks=weeks)
    except KeyboardInterrupt:
        console.print("\nStopped; nothing is left behind.")
        raise typer.Exit(130) from None
    except Refusal as stuck:
        say_error(str(stuck))
        raise typer.Exit(1) from None
    summary.seconds = round(time.monotonic() - began, 1)
    summary.save(SAVED)
    summary.show(console)
    for sentence in verdict.differences[:20]:
        console.print(f"  {sentence}")
    console.print(f"[dim]{SAVED}[/]")
    if not summary.is_true:
        raise typer.Exit(1)
