"""HighLevel: its API at pinned versions, its tokens, what its webhooks say and who signed them."""
