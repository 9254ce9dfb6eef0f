"""Old against new: next invoices line by line, first renewals one by one.

``previews`` says what to ask for, ``compare`` and ``terms`` what differs (``explained…`` what may),
``service`` does it for all that was moved. ``renewals`` judges a first renewal from both sides'
invoices, ``watching`` looks until it is seen, ``rates`` and ``guarding`` pause the waves when too
many charges fail. Reads Stripe; writes moves, waves and doubts, and nothing at Stripe.
"""
