"""What is in a source account, and what will not carry over."""
