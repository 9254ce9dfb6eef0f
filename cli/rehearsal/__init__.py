"""``carryover migrate rehearse``: the whole move on a copy of one's own accounts, thirteen months
ahead, with faults, before anything real is touched (MIG-11).

``worlds``   the snapshots taken in by a local Stripe: once never migrated, once to be moved
``memory``   what a stage remembers, kept in this process
``post``     the queue: late, twice, in any order
``mischief`` what goes wrong on purpose, by a seed
``driving``  the real mover at work, message by message, while the clock goes on
``money``    what every customer was billed and paid, in both worlds, and where that differs
``verdict``  what finance wants to know
``pages``    the report
"""
