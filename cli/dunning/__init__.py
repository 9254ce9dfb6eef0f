"""``carryover dunning``: failed payments, what becomes of them, and what came back (DUN)."""
