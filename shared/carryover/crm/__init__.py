"""CRM: what people see of a customer in HighLevel is what is true at Stripe (CRM).

Listens to: ``StateSeen`` of everything a contact shows, ``CrmTouched`` from HighLevel, the clock, a
person's ``crm.*``. Causes: fields, tags and workflows of contacts, mirrored invoices if wanted,
records of what was sold inside HighLevel, doubts. Nothing at Stripe is ever changed.

``showing``   a payer is looked at once, the contact gets the least that makes it true
``finding``   whose contact is whose: by stored id, then by address, else a person says
``billing``   paid invoices as HighLevel invoices, where that is wanted
``selling``   orders, transactions and subscriptions made inside HighLevel become records
``walking``   everybody once a day; whoever could not be shown, as soon as it is possible again
"""
