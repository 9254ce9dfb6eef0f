"""The demo's second chapter: everybody has access at Kajabi, and people leave there.

``members``   who pays at Stripe, as Stripe itself shows it
``midmove``   somebody whose target is armed and whose source pays
``opening``   the academy, its rules, everybody's access
``leaving``   people cancel there by every channel, while hooks are lost and Kajabi is down
``stopwatch`` seconds from the deed at Kajabi to Stripe showing the end
``forging``   what strangers post to the hooks' address
``judging``   both sides' own books, compared
``figures``   what all of it comes to
``showing``   the rows of the last page
``story``     the acts, in order
``alone``     a small cast for the chapter played by itself
"""
