"""The reader of Stripe, for every Lambda that looks at it."""

import time
from datetime import timedelta
from typing import Final

from carryover.adapters import aws
from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.objects import StripeReader
from carryover.edge.telemetry import count
from carryover.wiring.settings import UsesStripe

LONGEST_READ: Final = timedelta(seconds=22)
"""Two tries of 10 s each (``adapters.stripe.transport``) when Stripe hangs, and a pause between."""


def stripe_reader(needs: UsesStripe) -> StripeReader:
    """Build one; nothing is read, and the SDK is not imported, before it is asked something."""
    keys = KeySecret(aws.secretsmanager(), needs.stripe_keys)
    return StripeReader(Doors(keys, stopwatch=time.monotonic, on_read=_counted))


def _counted(_account: str) -> None:
    """Count it against DESIGN §9's budget of reads per event."""
    count("StripeReads")
