"""The mapping of customers and cards that Stripe hands over after its data copy."""
