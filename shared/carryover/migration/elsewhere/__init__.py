"""Subscriptions of another processor, by a CSV a person writes (MIG-14).

``columns``     what may stand in it: Stripe's own names where its migration toolkit has them
``reading``     the file, row by row: every fault of every row with its line
``judging``     a row and what the target has: an exact recreation, or a sentence why not
``given``       ids that are the target's already, for the id map
``confirming``  we cannot stop such a source: only what a person says was stopped is let go
``policy``      the dead-man's switch with a person in the middle

The sources' customers and cards come with the mapping file of Stripe's import, like others
(``migration.cards``).
"""
