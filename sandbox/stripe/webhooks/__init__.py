"""Delivers events to webhook endpoints: signed, retried, and as unreliably as a test wants."""
