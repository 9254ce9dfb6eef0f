"""What nobody can show in HighLevel from outside, said plainly wherever somebody might look for it
(``carryover crm sync``, docs/crm/README.md)."""

from typing import Final

CANNOT_SHOW: Final = (
    "HighLevel's Payments → Subscriptions lists only subscriptions HighLevel itself created. Its "
    "API has no call that writes orders, transactions or subscriptions, and neither the CSV import "
    "nor “Import from Stripe” brings subscriptions. A Stripe subscription is shown on the "
    "contact instead: custom fields, tags, workflows, and, if configured, paid invoices under "
    "Payments → Invoices."
)
"""CONTRACTS.md §2.4, §2.5: HighLevel's own specification (June 2026) and its help pages."""
