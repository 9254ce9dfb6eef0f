"""Unsigned letters to whoever registered: two families of bodies, no promise to arrive."""
