"""Run the local Kajabi: ``python -m sandbox.kajabi --help``."""

from sandbox.kajabi.cli import app

app(prog_name="python -m sandbox.kajabi")
