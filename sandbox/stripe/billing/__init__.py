"""What Stripe Billing computes, as pure functions: no clock, no store, no events.

``calendar`` says when, ``amounts`` and ``proration`` say how much, ``retries`` says how often.
"""
