"""What ``bench.migration`` stands on.

``world``   two accounts full of subscribers and an empty one, in a process of their own
``crew``    the real mover in many threads, and what it remembers
``figures`` what Stripe's limits would allow, and what came of it
"""
