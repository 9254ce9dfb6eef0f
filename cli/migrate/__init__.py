"""``carryover migrate``: a plan/apply tool that moves subscriptions between Stripe accounts.

A migration lives in a project folder (``project``). Snapshot, audit, cards, plan, verify and report
need only the accounts' keys; approve, catalogue, execute and rollback send messages to a stage, as
every other command does.
"""
