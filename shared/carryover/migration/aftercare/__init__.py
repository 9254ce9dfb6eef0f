"""What has to be true, kept alive and switched off once subscriptions have moved.

``owners`` says who bills whom, ``tail`` what is still going on at a source, ``switching`` what is
to be off and when, ``checklist`` all of that line by line, ``idmap`` what the old ids became.
Reads Stripe and the run's memory; writes nothing.
"""
