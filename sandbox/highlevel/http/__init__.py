"""Versions, tokens, bodies, limits: what every request has to pass."""
