"""Stripe, spoken to and understood in one place."""
