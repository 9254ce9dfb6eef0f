"""A local AWS with the stack in it, until Ctrl-C: ``python -m sandbox.aws``."""

import signal
import sys

from rich.console import Console
from rich.table import Table

from sandbox.aws.local import LocalAws
from sandbox.aws.progress import Step
from sandbox.aws.stack import Stack


def main() -> None:
    """Start, deploy, say where everything is, and wait."""
    console = Console()

    def said(step: Step, done: int, total: int) -> None:
        if done in {0, total}:
            console.print(f"{step}{' …' if done < total else ': done'}")

    # `kill` and Ctrl-C take the same way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with LocalAws.started(said) as aws:
            stack = aws.deploy()
            console.print(_places(stack))
            for name, value in aws.settings.items():
                console.print(f"export {name}={value}", highlight=False)
            console.print("Ctrl-C ends it and leaves nothing behind.")
            signal.pause()
    except KeyboardInterrupt:
        console.print("\nended")
        sys.exit(0)


def _places(stack: Stack) -> Table:
    table = Table(title=f"{stack.name} stands", title_justify="left", box=None)
    table.add_column("output")
    table.add_column("value", overflow="fold")
    for name, value in stack.outputs.items():
        table.add_row(name, value)
    return table


if __name__ == "__main__":
    main()
