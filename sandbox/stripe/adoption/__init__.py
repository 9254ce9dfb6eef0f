"""Takes in an account that came out of a Stripe API: its objects with their own ids and clocks.

``adopt`` is the way in. Whatever is due next is put into the calendar, so that afterwards
everything lives on as if it had been born here. What cannot be honoured exactly is refused with a
sentence in the report; nothing is taken in silently different.
"""
