"""carryover: subscription billing on Stripe, moved without a missed or doubled charge and kept in
step.

One river: whatever enters, enters as a message; whatever happens, happens in a worker.
"""
