"""Which keys a migration works with: what each must be allowed, and whether it is.

Without it a missing permission, a test key among live ones or two aliases of one account would
show only in the middle of a move.
"""
