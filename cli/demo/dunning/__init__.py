"""The demo's third chapter: cards fail in every way, and what can be collected is collected.

``lives``      hidden truths: when a card would work again, what moves its owner
``setting``    what the owner has put in force
``town``       two Stripe accounts, a HighLevel and a post office in this process
``customers``  people, banks and fate, and what they do there
``memory``     what the workers remember, in this process
``river``      news in, work done: the real workers, killed and made to wait
``quarter``    91 days, hour by hour
``judging``    the recorder: charge log, mailbox and contacts against the hidden truths
``district``   a cohort played and judged in a process of its own
``country``    all districts
``figures``    what all of it comes to
``showing``    the rows of the last page
"""
