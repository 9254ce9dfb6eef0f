"""The command line of the local Kajabi."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sandbox.ground.options import instant
from sandbox.ground.serving import HOST
from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.server import serve, serving
from sandbox.kajabi.snapshot import loaded
from sandbox.kajabi.webhooks.post_office import Service

app = typer.Typer(
    help="A local Kajabi with a clock you move.", no_args_is_help=False, add_completion=False
)


KEY = "kajabi_main=sandbox"


@app.callback(invoke_without_command=True)
def kajabi(  # noqa: PLR0913, PLR0917 - a command is its options
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 12112,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids and faults.")] = 1,
    start: Annotated[str, typer.Option(help="Where the clock starts, ISO 8601.")] = "2025-01-01",
    key: Annotated[str, typer.Option(help="client_id=client_secret of an owner's API key.")] = KEY,
    webhook_attempts: Annotated[int, typer.Option(min=1, help="Tries per webhook.")] = 1,
    webhook_concurrency: Annotated[int, typer.Option(min=1, help="Webhooks at once.")] = 16,
    load: Annotated[
        Path | None,
        typer.Option(help="Start from a snapshot instead.", exists=True, dir_okay=False),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Where to put one in the end.")] = None,
) -> None:
    """Run a local Kajabi until Ctrl-C."""
    sandbox = Sandbox(seed, instant(start), time.monotonic)
    try:
        _fill(sandbox, key, load)
    except Refused as refused:
        raise typer.BadParameter(refused.detail) from refused
    _announce(sandbox, port)
    serve(sandbox, port, Service(webhook_attempts, webhook_concurrency), save)


@contextmanager
def beside(port: int) -> Iterator[None]:
    """Run one beside something else, with one site and the key of the command's default."""
    sandbox = Sandbox(pace=time.monotonic)
    _fill(sandbox, KEY, None)
    _announce(sandbox, port)
    with serving(sandbox, port=port):
        yield


def _announce(sandbox: Sandbox, port: int) -> None:
    for site in sandbox.world.state.sites.values():
        typer.echo(f"site {site.id}: {site.title}")
    typer.echo(f"http://{HOST}:{port}/v1   clock, people, truth: http://{HOST}:{port}/_sandbox")


def _fill(sandbox: Sandbox, key: str, load: Path | None) -> None:
    """Open one site with one key, or take over a snapshot."""
    if load is not None:
        sandbox.become(loaded(load.read_bytes()))
        return
    client_id, separator, secret = key.partition("=")
    if not (client_id and separator and secret):
        raise typer.BadParameter("write client_id=client_secret")
    sandbox.furnish("Main", client_id, secret)
