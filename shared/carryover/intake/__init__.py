"""The door webhooks knock at.

Listens to: a provider's HTTP delivery, as raw bytes.
Causes: one message on the inbound queue, and an object in the bucket when the body is too large.
Decides nothing about events: duplicates and nonsense are sorted out behind the queue, because only
a queued delivery can no longer be lost. Imports no pydantic and no SDK, so that it starts fast.
"""
