"""A local Stripe: stateful, strict, with a movable clock; promises about money are proved on it."""
