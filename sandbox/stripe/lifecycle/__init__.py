"""What happens to a subscription from its first invoice to its last, and who is told.

``opening`` starts it, ``renewal`` carries it over each boundary, ``changes`` alters it, ``ending``
ends it; ``invoicing`` drafts and finalises, ``collection`` asks the bank, and ``standing`` says
what an invoice's fate means for the subscription and its customer. Each event follows its change.
"""
