"""What no API can: people's deeds, time, accidents, and the truth."""
