"""A local HighLevel: contacts, messages, payments, OAuth and signed webhooks under one clock."""
