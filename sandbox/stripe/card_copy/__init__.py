"""Stripe's data copy: customers and their payment methods into another account.

https://docs.stripe.com/get-started/data-migrations/pan-copy-self-serve. No API of Stripe's starts
it, so the control API does: ``/_sandbox/card_copies``.
"""
