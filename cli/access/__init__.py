"""``carryover access``: whoever pays sees what they pay for, and support can see why (KAJ)."""
