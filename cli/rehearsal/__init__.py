"""``carryover migrate rehearse``: the whole move on a copy of one's own accounts, thirteen months
ahead, with faults, before anything real is touched (MIG-11).

``worlds``   the snapshots taken in by a local Stripe: once never migrated, once to be moved
``memory``   what a stage remembers, kept in this process
``post``     the queue: late, twice, in any order
``mischief`` what goes wrong on purpose, by a seed
``cards``    Stripe's data copy, as far as it can be rehearsed
``stage``    the real mover, put together over all of these
``driving``  it at work, message by message, while the clock goes on
``money``    what every customer was billed and paid; ``comparing``: where two worlds differ
``rehearsing`` the whole, from the snapshots to the last day
``verdict``  what finance wants to know; ``accounting``: what became of everything
``report``   the same for people, editors and programs; ``command``: what is typed
"""
