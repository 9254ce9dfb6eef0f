"""A source account, written down."""
