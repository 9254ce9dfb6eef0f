"""A local SES that keeps every letter, shows it, and can have it bounce."""
