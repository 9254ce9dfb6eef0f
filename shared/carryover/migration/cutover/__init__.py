"""Lets an account speak to us: webhook endpoints made, their secrets kept, old ones put to rest.

Listens to: a person at the command line, with that person's own credentials, for a signing secret
is told once and must not ride in a message.
Causes: webhook endpoints at Stripe and entries in the stage's secret, all on record.
Decides (``policy``) from what Stripe and the secret hold now, so that it can die anywhere and be
begun again.
"""
