"""Addresses of the pages Stripe hosts: real-looking ones, or this sandbox's own when it serves
people. The path is the same in both, so a test that has the sandbox's address finds the page."""

from sandbox.stripe.core.account import Account


def page(account: Account, host: str, path: str) -> str:
    """Name a page, for example ``checkout`` and ``/c/pay/cs_…``."""
    return (account.world.pages or f"https://{host}.stripe.com") + path
