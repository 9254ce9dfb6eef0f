"""The `carryover` command: a spring of the river like any other."""
