"""The command line of the local Stripe."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.ground.options import instant
from sandbox.ground.serving import HOST
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.world import World
from sandbox.stripe.server import Files, serve
from sandbox.stripe.webhooks.post_office import Service

app = typer.Typer(
    help="A local Stripe with a clock you move.", no_args_is_help=False, add_completion=False
)


def account(text: str) -> tuple[str, list[str]]:
    """Read ``alias=key[,key…]``."""
    alias, separator, keys = text.partition("=")
    if not (alias and separator and keys):
        raise typer.BadParameter(f"write alias=sk_test_…, not {text}")
    return alias, keys.split(",")


@app.callback(invoke_without_command=True)
def stripe(  # noqa: PLR0913, PLR0917 - a command is its options
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 12111,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids and faults.")] = 1,
    start: Annotated[str, typer.Option(help="Where the clock starts, ISO 8601.")] = "2025-01-01",
    accounts: Annotated[
        list[str] | None, typer.Option("--account", help="alias=key[,key]; may be repeated.")
    ] = None,
    webhook_attempts: Annotated[int, typer.Option(help="Tries per webhook delivery.")] = 5,
    webhook_concurrency: Annotated[int, typer.Option(help="Deliveries made at once.")] = 16,
    load: Annotated[
        Path | None,
        typer.Option(help="Start from a snapshot instead.", exists=True, dir_okay=False),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Where to put one in the end.")] = None,
) -> None:
    """Run a local Stripe until Ctrl-C."""
    world = World(seed, instant(start))
    named = [] if load else ["main=sk_test_main"]
    for alias, keys in map(account, accounts or named):
        world.open(alias, *keys)
        typer.echo(f"account {alias}: {', '.join(keys)}")
    typer.echo(f"http://{HOST}:{port}/v1   clock, faults, truth: http://{HOST}:{port}/_sandbox")
    service = Service(attempts=webhook_attempts, concurrency=webhook_concurrency)
    try:
        serve(world, port, service=service, files=Files(load, save))
    except StripeError as refused:
        raise typer.BadParameter(str(refused)) from refused
