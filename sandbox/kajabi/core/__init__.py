"""What is true in this Kajabi: one plain state, one clock, and who is told what happens."""
