"""Dunning: a renewal failed, and what can be collected is, without pestering anybody (DUN).

Listens to: ``StateSeen`` of invoices, subscriptions and customers, ``dunning.sweep`` from the
clock, a person's ``dunning.*``. Causes: attempts to collect, letters, ends of subscriptions,
doubts.

``declines``  what a bank's "no" means          ``schemes``  what card networks never allow
``rules``     what the owner decided, as data   ``reading``  checks what they wrote
``quiet``     when a person may be written to   ``world``    what the others show now
``policy``    the next step (``steps``), from all of these: ``stopping`` and ``doubting`` first,
              then ``collecting`` and ``telling``
``besides``   what else the same customer owes
"""
