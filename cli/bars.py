"""Progress bars for steps that name themselves as they begin."""

from collections.abc import Iterator
from contextlib import contextmanager

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


class Bars:
    """A bar per step, drawn from when the step first speaks."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draw how far a step is."""
        if step not in self.tasks:
            self.tasks[step] = self.progress.add_task(str(step), total=total)
        self.progress.update(self.tasks[step], completed=done, total=total)


@contextmanager
def bars(console: Console) -> Iterator[Bars]:
    """Keep the bars on the screen for the length of a ``with``."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield Bars(progress)
