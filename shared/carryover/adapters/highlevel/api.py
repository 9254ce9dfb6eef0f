"""All of HighLevel's API that is used here (``ports.highlevel.HighLevel``).

No client library: the published one is 65,000 generated lines, async only, and leaks bearer tokens
into errors (CONTRACTS.md §2.10).
"""

from dataclasses import dataclass

from carryover.adapters.highlevel.contacts import HighLevelContacts
from carryover.adapters.highlevel.conversations import HighLevelConversations
from carryover.adapters.highlevel.invoices import HighLevelInvoices
from carryover.adapters.highlevel.payments import HighLevelPayments


@dataclass(frozen=True)
class HighLevelApi(HighLevelContacts, HighLevelConversations, HighLevelPayments, HighLevelInvoices):
    """Reads and writes locations through one ``Transport``."""
