"""A local AWS with the stack in it, until Ctrl-C: ``python -m sandbox.aws``."""

import signal
import sys
from collections.abc import Mapping

from rich.console import Console

from sandbox.aws.local import LocalAws
from sandbox.aws.progress import Step


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
            _say(console, stack.outputs, "  {name:34}{value}")
            _say(console, aws.settings, "export {name}={value}")
            console.print("Ctrl-C ends it and leaves nothing behind.")
            signal.pause()
    except KeyboardInterrupt:
        console.print("\nended")
        sys.exit(0)


def _say(console: Console, names: Mapping[str, str], line: str) -> None:
    """Print one place per line, unbroken: people copy them."""
    for name, value in names.items():
        console.print(line.format(name=name, value=value), highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
