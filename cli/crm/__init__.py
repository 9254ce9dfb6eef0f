"""``carryover crm``: whether contacts in HighLevel show what is true (CRM)."""
