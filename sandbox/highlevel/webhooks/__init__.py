"""Signed webhooks to apps, and how little HighLevel does to deliver them."""
