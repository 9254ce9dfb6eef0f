"""The demo's main chapter: everybody moves from two Stripe accounts into a third.

``counter``   how a source account is filled: customers, cards, prices, subscriptions
``people``    who is there: every kind of subscription there is
``keyboard``  the migration engineer, typing the commands of the guide
``outside``   Stripe's clock, what it was asked, all it holds
``trouble``   what goes wrong meanwhile
``proof``     what the accounts' own books say in the end
``preparing`` the acts before the move
``story``     the acts, in order
"""
