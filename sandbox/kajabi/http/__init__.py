"""Kajabi's manners over HTTP: tokens, JSON:API, pages, filters, limits, faults."""
