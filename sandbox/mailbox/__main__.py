"""Run the local mailbox: ``python -m sandbox.mailbox --help``."""

from sandbox.mailbox.cli import app

app(prog_name="python -m sandbox.mailbox")
