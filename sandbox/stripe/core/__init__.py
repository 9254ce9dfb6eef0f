"""What every resource stands on: accounts, objects, ids, events, due work and the one clock."""
