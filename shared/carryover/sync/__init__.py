"""The scheduled sync: proves that nothing was missed, and sends whatever was (PAY-3, DESIGN §10).

Listens to: ``sync.events`` and ``sync.objects`` (a schedule, the console, the CLI), and its own
pages. Causes: deliveries to the channel, facts to the mirror, one report per run; a doubt where
Stripe no longer has the events of an outage, or where our record cannot be of that account.
"""
