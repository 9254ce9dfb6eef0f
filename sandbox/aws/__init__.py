"""AWS on one machine: the real template in an embedded emulator, no account and no Docker.

    with LocalAws.started() as aws:
        stack = aws.deploy()
        stack.outputs["ApiUrl"]

What the emulator does differently from AWS is listed in docs/decisions/0003-embedded-aws.md.
"""
