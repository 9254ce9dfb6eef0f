"""The mapping of customers and cards that Stripe hands over after its data copy (MIG-3).

``reading``    the file, row by row: every fault with its line and a sentence
``merging``    several files into one mapping; a contradiction is never settled silently
``against``    the mapping held against the snapshot of its source, and against the target
``coverage``   who pays and is mapped, who is not, and what that is worth
``people``     one person in two sources, and two persons under one id
``asking``     what to ask Stripe for, and when
"""
