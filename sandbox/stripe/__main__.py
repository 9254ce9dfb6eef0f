"""Run the local Stripe: ``python -m sandbox.stripe --help``."""

from sandbox.stripe.cli import app

app(prog_name="python -m sandbox.stripe")
