"""Billing objects as the pinned API version shows them: every field, in its first state.

Whatever the sandbox does not implement keeps Stripe's value for "not used".
"""
