"""Run the local HighLevel: ``python -m sandbox.highlevel --help``."""

from sandbox.highlevel.cli import app

app(prog_name="python -m sandbox.highlevel")
