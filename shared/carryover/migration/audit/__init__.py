"""What is in the source accounts, what does not carry over, and what that is worth (MIG-1).

Reads snapshots only, in one pass per kind of object; memory does not grow with the account.

``auditing``   all sources
``account``    the passes over one of them
``findings``   what is looked for: tables of rules, one file per subject
``monthly``    what a subscription is worth in a month
``charged``    what it is charged to, and whether that can be copied
``picture``    counts and money by status, currency, country, payment method …
``between``    what two sources have in common: ids, people
``integrations`` who listens at which address
``model``      the result
"""
