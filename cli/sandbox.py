"""``carryover sandbox``: the providers' local doubles."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.kajabi.cli import app as kajabi
from sandbox.kajabi.cli import beside
from sandbox.stripe.cli import app as stripe
from sandbox.stripe.cli import stripe as run_stripe

app = typer.Typer(no_args_is_help=True)
app.add_typer(stripe, name="stripe", help="A local Stripe with a clock you move.")
app.add_typer(kajabi, name="kajabi", help="A local Kajabi with a clock you move.")


@app.callback()
def sandbox() -> None:
    """Hold the providers together, one sub-command each."""


@app.command()
def start(
    port: Annotated[int, typer.Option(help="Port of the local Stripe.")] = 12111,
    kajabi_port: Annotated[int, typer.Option(help="Port of the local Kajabi.")] = 12112,
    load: Annotated[
        Path | None, typer.Option(help="Start from a snapshot.", exists=True, dir_okay=False)
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Where to put one in the end.")] = None,
) -> None:
    """Start everything: a local Stripe with two accounts, `us` and `intl`, and a local Kajabi."""
    accounts = None if load else [f"{alias}=sk_test_{alias}" for alias in ("us", "intl")]
    with beside(kajabi_port):
        run_stripe(port=port, accounts=accounts, load=load, save=save)
