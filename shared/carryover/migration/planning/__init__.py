"""Every subscription as an exact recreation, or the sentence why not.

``seen``       a subscription as it was seen; ``papers`` reads it, ``fields`` knows every field
``rules``      what people may decide
``judging``    the judgement: it moves, is held, stays or waits (``verdict``, ``codes``)
``spec``       what it shall be in the target, in the source's ids
``params``     the same in Stripe's words, there and back; ``customer`` what its payer must bring
``changes``    what is another than planned, in sentences
``building``   the plan from snapshots and the card mapping; ``plan`` its bytes and its hash
``telling``    the plan for people

Everything is pure: Stripe, time and files are somebody else's.
"""
