"""The words everything else is written in. Knows the standard library and pydantic, nothing of the
world."""
