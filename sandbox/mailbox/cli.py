"""The command line of the local mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sandbox.ground.options import instant
from sandbox.ground.serving import HOST
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.server import serve, serving

app = typer.Typer(
    help="A local SES that shows every letter.", no_args_is_help=False, add_completion=False
)


@app.callback(invoke_without_command=True)
def mailbox(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 12114,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids and faults.")] = 1,
    start: Annotated[str, typer.Option(help="Where the clock starts, ISO 8601.")] = "2025-01-01",
    sender: Annotated[
        list[str] | None, typer.Option(help="A verified address or domain; may be repeated.")
    ] = None,
) -> None:
    """Run a local SES until Ctrl-C; boto3's sesv2 finds it by endpoint_url."""
    made = Mailbox(seed, instant(start))
    made.settings.senders = sender or made.settings.senders
    _announce(made, port)
    serve(made, port)


@contextmanager
def beside(port: int) -> Iterator[None]:
    """Run one beside something else."""
    made = Mailbox()
    _announce(made, port)
    with serving(made, port=port):
        yield


def _announce(made: Mailbox, port: int) -> None:
    typer.echo(f"letters from {', '.join(made.settings.senders)}")
    address = f"http://{HOST}:{port}"
    typer.echo(f"{address}   letters: {address}/mailbox   control: {address}/_sandbox")
