"""``carryover demo``."""

import time
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from cli.demo.story import Story
from cli.demo.summary import Summary
from cli.demo.theatre import opened

SAVED = Path("build/demo/summary.json")
START = "2026-01-30T09:00:00+00:00"
"""The story begins two days before a month's end, so that short months matter. It ends in the past:
what Stripe makes then is older than the machine's clock, as in real life."""


class Bars:
    """A progress bar per step, made when the step first speaks."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draw how far a step is."""
        if step not in self.tasks:
            self.tasks[step] = self.progress.add_task(str(step), total=total)
        self.progress.update(self.tasks[step], completed=done, total=total)


def demo(
    subscribers: Annotated[int, typer.Option(min=24, help="How many people subscribe.")] = 240,
    weeks: Annotated[int, typer.Option(min=1, max=36, help="How far the clock moves.")] = 13,
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
        with _bars(console) as bars, opened(seed, START, bars) as theatre:
            story = Story(theatre, Random(seed), bars, summary)  # noqa: S311 - no secret is drawn
            verdict = story.play(subscribers=subscribers, weeks=weeks)
    except KeyboardInterrupt:
        console.print("\nStopped; nothing is left behind.")
        raise typer.Exit(130) from None
    summary.seconds = round(time.monotonic() - began, 1)
    summary.save(SAVED)
    summary.show(console)
    for sentence in verdict.differences[:20]:
        console.print(f"  {sentence}")
    console.print(f"[dim]{SAVED}[/]")
    if not summary.is_true:
        raise typer.Exit(1)


class _Drawn:
    """Bars that are on the screen for the length of a ``with``."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def __enter__(self) -> Bars:
        self.progress.start()
        return Bars(self.progress)

    def __exit__(self, *_: object) -> None:
        self.progress.stop()


def _bars(console: Console) -> _Drawn:
    return _Drawn(
        Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
    )
