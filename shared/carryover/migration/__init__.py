"""Moves subscriptions from old Stripe accounts into a new one: nobody charged twice, nobody
forgotten.

In the order of the work:

``snapshot``   a source account written down, read-only
``audit``      what is there, what does not carry over, what it is worth
``cards``      the mapping Stripe hands over after its data copy: old customer and card to new
``planning``   for every subscription an exact recreation, or a sentence why not
``catalogue``  products, prices, coupons, tax rates made in the target
``moving``     the dead-man's switch, one subscription at a time
``verifying``  previews compared line by line; first renewals watched
``aftercare``  who bills where, what is left at the source, what to switch off
"""
