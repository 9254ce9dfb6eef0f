"""``carryover sandbox``: the providers' local doubles."""

import typer

from sandbox.stripe.cli import app as stripe

app = typer.Typer(no_args_is_help=True)
app.add_typer(stripe, name="stripe", help="A local Stripe with a clock you move.")


@app.callback()
def sandbox() -> None:
    """Hold the providers together, one sub-command each."""
