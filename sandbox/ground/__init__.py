"""What every local provider stands on: requests, accidents, letters, an outage, a server."""
