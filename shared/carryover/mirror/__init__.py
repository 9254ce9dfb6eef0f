"""The subscription mirror: our record of every customer, subscription and invoice (PAY-3, DESIGN
§10).

Listens to: ``StateSeen``, ``ObjectTouched``, and its own ``Settle``. Causes: records, and a delayed
``Settle`` when the evidence is a tie that only Stripe can break.
"""
