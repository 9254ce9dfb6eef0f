"""A local Kajabi: contacts, offers, access and webhooks as documented, and a clock you move."""
