"""The business table. Every key on one screen: ``keys.py``; every question:
docs/access-patterns.md."""
