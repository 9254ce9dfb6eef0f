"""``carryover sandbox``: the providers' local doubles."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.highlevel.cli import app as highlevel
from sandbox.highlevel.cli import beside as highlevel_beside
from sandbox.kajabi.cli import app as kajabi
from sandbox.kajabi.cli import beside as kajabi_beside
from sandbox.mailbox.cli import app as mailbox
from sandbox.mailbox.cli import beside as mailbox_beside
from sandbox.stripe.cli import app as stripe
from sandbox.stripe.cli import stripe as run_stripe

app = typer.Typer(no_args_is_help=True)
app.add_typer(stripe, name="stripe", help="A local Stripe with a clock you move.")
app.add_typer(kajabi, name="kajabi", help="A local Kajabi with a clock you move.")
app.add_typer(highlevel, name="highlevel", help="A local HighLevel with a clock you move.")
app.add_typer(mailbox, name="mailbox", help="A local SES that shows every letter.")


@app.callback()
def sandbox() -> None:
    """Hold the providers together, one sub-command each."""


@app.command()
def start(
    port: Annotated[int, typer.Option(help="Port of the local Stripe.")] = 12111,
    kajabi_port: Annotated[int, typer.Option(help="Port of the local Kajabi.")] = 12112,
    highlevel_port: Annotated[int, typer.Option(help="Port of the local HighLevel.")] = 12113,
    mailbox_port: Annotated[int, typer.Option(help="Port of the local mailbox.")] = 12114,
    load: Annotated[
        Path | None, typer.Option(help="Start from a snapshot.", exists=True, dir_okay=False)
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Where to put one in the end.")] = None,
) -> None:
    """Start everything: Stripe with accounts `us` and `intl`, Kajabi, HighLevel, a mailbox."""
    accounts = None if load else [f"{alias}=sk_test_{alias}" for alias in ("us", "intl")]
    others = (kajabi_beside(kajabi_port), highlevel_beside(highlevel_port))
    with others[0], others[1], mailbox_beside(mailbox_port):
        run_stripe(port=port, accounts=accounts, load=load, save=save)
