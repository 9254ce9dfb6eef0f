"""Stripe's words into ours, whatever API version they were said in.

Without it every feature would have to know five years of Stripe's changelog. ``event.py`` reads an
event, ``state.py`` an object of an API response; one module per object is the specification of what
we keep of it and where each API version puts it. Shapes are read from 2020-08-27 to
2026-10-28.endive (docs.stripe.com/changelog); what fits none of them is refused with a sentence.
"""
