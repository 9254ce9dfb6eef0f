"""``carryover local``: the whole river on one machine, to play with."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from cli.bars import bars
from cli.stage import LOCAL
from cli.theatre import ACCOUNTS, Theatre, opened
from sandbox.ground.options import instant

TRY: Final = (
    ("any Stripe client", "make customers and subscriptions, with an address and a key from above"),
    ("carryover events list", "what arrived"),
    ("carryover records show", "what we believe of one object"),
    ("carryover sync objects", "compare with Stripe now"),
)


def local(
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids.")] = 1,
    start: Annotated[
        str | None, typer.Option(help="Where Stripe's clock starts, ISO 8601; default now.")
    ] = None,
) -> None:
    """Start a local AWS with the stack in it and a local Stripe that is connected to it.

    It runs until Ctrl-C and leaves nothing behind. Meanwhile every command finds it by itself.
    """
    begins = start or datetime.now(UTC).isoformat()
    instant(begins)
    console = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as running:
        with bars(console) as drawn:
            theatre = running.enter_context(opened(seed, begins, drawn))
        running.enter_context(_signposted(theatre))
        _introduce(console, theatre)
        signal.pause()
    console.print("\nended")


@contextmanager
def _signposted(theatre: Theatre) -> Iterator[None]:
    """Let other commands find the stack while it runs."""
    settings = theatre.aws.settings
    place = {"endpoint": settings["AWS_ENDPOINT_URL"], "region": settings["AWS_DEFAULT_REGION"]}
    LOCAL.parent.mkdir(exist_ok=True)
    LOCAL.write_text(json.dumps(place))
    try:
        yield
    finally:
        LOCAL.unlink(missing_ok=True)


def _introduce(console: Console, theatre: Theatre) -> None:
    table = Table(title="The river runs", title_justify="left", box=None, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    table.add_row("Stripe", f"{theatre.stripe.url}/v1   (clock, faults, truth: /_sandbox)")
    for alias, key in ACCOUNTS.items():
        table.add_row(f"key of {alias}", key)
    table.add_row("webhooks", f"{theatre.stack.outputs['ApiUrl']}/webhooks/stripe/<account>")
    table.add_row("AWS", theatre.aws.emulator.url)
    table.add_row("", "")
    for what, why in TRY:
        table.add_row(what, why)
    console.print(table, highlight=False)
    console.print("Ctrl-C ends it and leaves nothing behind.")
