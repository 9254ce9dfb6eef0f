"""Checkout: a session is opened by the shop, and completed, failed or left by a customer."""
