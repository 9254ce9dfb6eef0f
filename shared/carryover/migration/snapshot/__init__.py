"""A source account written down, read-only: what planning, audit, rehearsal and proofs read.

``kinds``     what is read, with which filters and expansions
``taking``    streams it out of Stripe; goes on where it was stopped
``archive``   reads it back, and refuses what is not whole
``manifest``  what an archive says of itself; while it is taken, the checkpoint
``files``     where the bytes lie: a folder here, a bucket elsewhere
"""
