"""Kajabi: its public API, the inbound URLs of its offers, and what its hooks say."""
