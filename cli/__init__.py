"""The `carryover` command: a spring of the river like any other. It reads, and it sends messages.

Start-up stays fast: pydantic, botocore and the adapters are imported when a command needs them.
"""
