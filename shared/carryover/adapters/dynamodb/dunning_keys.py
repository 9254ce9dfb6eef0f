"""Keys of dunning in the business table; ``keys`` shows them among all others."""

from typing import Final

from carryover.adapters.dynamodb.keys import Key

RULES: Final = Key("DUNNING", "RULES")
"""Where the schedule in force is."""

HOUSE: Final = Key("DUNNING", "HOUSE")
"""Where it stands in whose name letters are written."""


def cases_of(account: str) -> str:
    """Name the partition of an account's failed invoices, in the table and in the index of when to
    look."""
    return f"DUNNING#{account}"


def case(account: str, invoice: str) -> Key:
    """Place what is remembered of an invoice that could not be collected."""
    return Key(cases_of(account), invoice)


def counts_of(account: str) -> str:
    """Name the partition of the sums reports are made of, the weeks of the first failure in
    order."""
    return f"DUNNED#{account}"


def open_of(account: str, customer: str) -> str:
    """Name the partition of a customer's open cases, in the index by customer."""
    return f"DUNNING#{account}#{customer}"


def silence(account: str, address: str) -> str:
    """Name the partition of what is closed for an address, which is given by its digest."""
    return f"SILENCE#{account}#{address}"


def closed_channel(account: str, address: str, channel: str) -> Key:
    """Place why a channel is closed."""
    return Key(silence(account, address), channel)
