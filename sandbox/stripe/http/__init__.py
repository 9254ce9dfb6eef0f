"""Stripe's manners over HTTP: forms, strict parameters, lists, expansion, idempotency, faults."""
