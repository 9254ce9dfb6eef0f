"""What can happen: to contacts, in workflows, in conversations, to what is sold."""
