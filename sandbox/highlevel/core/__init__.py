"""What is true in this HighLevel: one plain state, one clock, and who is told what happens."""
