"""Keys of what the CRM's worker remembers; all others are in ``keys``.

what                pk                              sk                       indexes
rules of the CRM    CRM                             RULES
contact             CRM#{location}#{contact}        CONTACT
payer's contact     PAYER#{account}#{customer}      {location}
payer left for later OVERDUE#{account}#{customer}   OVERDUE                  by-created
list read           CRM#{location}                  REACHED#{list}
sale made there     SOLD#{location}#{sale}#{id}     SOLD                     by-created
mirrored invoice    BILL#{location}#{invoice}       BILL
lease               LEASE#{name}                    LEASE
requests of a day   BUDGET#{account}#{day}          BUDGET

by-created          SOLD#{location}#{sale}          {created, 11 digits}#{id}
                    CRM#OVERDUE                     {since, the same}#{account}#{customer}
"""

from typing import Final

from carryover.adapters.dynamodb.keys import Key

CRM_RULES: Final = Key("CRM", "RULES")
"""Where what the owner decided about the CRM is."""

OVERDUE: Final = "CRM#OVERDUE"
"""In the index, one partition: whoever could not be shown while HighLevel was away."""


def crm_contact(location: str, contact: str) -> Key:
    """Place what we know of a contact."""
    return Key(f"CRM#{location}#{contact}", "CONTACT")


def payer(account: str, customer: str, location: str) -> Key:
    """Place the pointer from a customer to their contact."""
    return Key(f"PAYER#{account}#{customer}", location)


def overdue(account: str, customer: str) -> Key:
    """Place a customer who is to be looked at later."""
    return Key(f"OVERDUE#{account}#{customer}", "OVERDUE")


def crm_reached(location: str, what: str) -> Key:
    """Place how far a list was read."""
    return Key(f"CRM#{location}", f"REACHED#{what}")


def sales_of(location: str, sale: str) -> str:
    """Name the partition that lists sales in the order of creation."""
    return f"SOLD#{location}#{sale}"


def sold(location: str, sale: str, name: str) -> Key:
    """Place a sale."""
    return Key(f"{sales_of(location, sale)}#{name}", "SOLD")


def bill(location: str, account: str, invoice: str) -> Key:
    """Place the mirror of an invoice."""
    return Key(f"BILL#{location}#{account}#{invoice}", "BILL")


def lease(name: str) -> Key:
    """Place who may do what only one may do."""
    return Key(f"LEASE#{name}", "LEASE")


def budget(place: str) -> Key:
    """Place how many requests of a day are used."""
    return Key(f"BUDGET#{place}", "BUDGET")
