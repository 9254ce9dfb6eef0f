"""The channel: journals what enters, says it in our words, and sends it to whoever must know.

Listens to: ``Delivery``. Causes: facts on the queues of ``routing``, journal entries, doubts on the
desk.
"""
