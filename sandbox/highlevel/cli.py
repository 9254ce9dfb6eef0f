"""The command line of the local HighLevel."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sandbox.ground.options import instant
from sandbox.ground.serving import HOST
from sandbox.highlevel.core.errors import Refused
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.server import serve, serving
from sandbox.highlevel.snapshot import loaded
from sandbox.highlevel.webhooks.signing import public_key

app = typer.Typer(
    help="A local HighLevel with a clock you move.", no_args_is_help=False, add_completion=False
)

PIT = "pit-sandbox"
CLIENT = "highlevel_app=sandbox"
SCOPES = (
    *("contacts.readonly", "contacts.write", "conversations.readonly", "workflows.readonly"),
    *("conversations/message.readonly", "conversations/message.write", "locations.readonly"),
    *("locations/customFields.readonly", "locations/customFields.write", "invoices.readonly"),
    *("invoices.write", "payments/orders.readonly", "payments/orders.collectPayment"),
    *("payments/transactions.readonly", "payments/subscriptions.readonly"),
    *("oauth.readonly", "oauth.write"),
)
"""Every permission an endpoint here asks for."""


@app.callback(invoke_without_command=True)
def highlevel(  # noqa: PLR0913, PLR0917 - a command is its options
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 12113,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids and faults.")] = 1,
    start: Annotated[str, typer.Option(help="Where the clock starts, ISO 8601.")] = "2025-01-01",
    pit: Annotated[str, typer.Option(help="A private integration's token: pit-…")] = PIT,
    client: Annotated[str, typer.Option(help="client_id=client_secret of an app.")] = CLIENT,
    webhook_url: Annotated[str, typer.Option(help="Where the app hears of events.")] = "",
    load: Annotated[
        Path | None,
        typer.Option(help="Start from a snapshot instead.", exists=True, dir_okay=False),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Where to put one in the end.")] = None,
) -> None:
    """Run a local HighLevel until Ctrl-C."""
    sandbox = Sandbox(seed, instant(start), time.monotonic)
    try:
        _fill(sandbox, pit, client, webhook_url, load)
    except Refused as refused:
        raise typer.BadParameter(str(refused)) from refused
    _announce(sandbox, port)
    serve(sandbox, port, save)


@contextmanager
def beside(port: int) -> Iterator[None]:
    """Run one beside something else, furnished as by the command's defaults."""
    sandbox = Sandbox(pace=time.monotonic)
    _fill(sandbox, PIT, CLIENT, "", None)
    _announce(sandbox, port)
    with serving(sandbox, port=port):
        yield


def _announce(sandbox: Sandbox, port: int) -> None:
    for location in sandbox.world.state.locations.values():
        typer.echo(f"location {location.id}: {location.name}")
    typer.echo(f"webhooks are signed for {public_key(sandbox.world.state.seed)}")
    address = f"http://{HOST}:{port}"
    typer.echo(f"{address}   clock, people, truth: {address}/_sandbox")


def _fill(sandbox: Sandbox, pit: str, client: str, url: str, load: Path | None) -> None:
    """Open one location with one key and one app, or take over a snapshot."""
    if load is not None:
        sandbox.become(loaded(load.read_bytes()))
        return
    client_id, separator, secret = client.partition("=")
    if not (client_id and separator and secret):
        raise typer.BadParameter("write client_id=client_secret")
    sandbox.open_pit(pit, sandbox.open_location("Main"))
    sandbox.open_app(client_id, secret, list(SCOPES), url)
