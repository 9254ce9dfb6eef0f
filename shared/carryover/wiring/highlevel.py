"""The way into HighLevel, for every Lambda that reads it or writes there: one budget, one lease."""

import time
from typing import TYPE_CHECKING, Final

from carryover.adapters.dynamodb.budget import DailyPace
from carryover.adapters.dynamodb.lease import DynamoLease
from carryover.adapters.dynamodb.pace import SharedPace
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.highlevel.api import HighLevelApi
from carryover.adapters.highlevel.entrance import Entrance
from carryover.adapters.highlevel.locations import LocationSecret
from carryover.adapters.highlevel.stored_pairs import StoredPairs
from carryover.adapters.highlevel.token_page import HttpTokenPage
from carryover.adapters.highlevel.tokens import Grants
from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.pacing import MARGIN, Limits
from carryover.adapters.secret_documents import SecretDocument
from carryover.wiring.crm_settings import UsesHighLevel
from carryover.wiring.settings import UsesTable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PER_SECOND: Final = 10
"""Requests to a location, all workers together: 100 per 10 seconds (CONTRACTS.md §2.2)."""

TURN: Final = 10.0
"""Seconds a worker waits for one request's turn; beyond, it is done later."""


class UsesHighLevelAndTable(UsesTable, UsesHighLevel):
    """What the way in takes."""


def highlevel(
    client: "SecretsManagerClient", needs: UsesHighLevelAndTable, table: Table
) -> HighLevelApi:
    """Build it; nothing is read before it is asked something."""
    keys = LocationSecret(client, needs.highlevel_keys)
    page = HttpTokenPage(time.time)
    pairs = StoredPairs(SecretDocument(client, needs.highlevel_tokens))
    grants = Grants(page, pairs, DynamoLease(table, "highlevel-tokens"), time.time)
    limits = Limits(account=PER_SECOND, endpoint=PER_SECOND, search=PER_SECOND, margin=MARGIN)
    pace = SharedPace(table, lambda _: limits, now=time.time, sleep=time.sleep, longest=TURN)
    entrance = Entrance(keys, grants, page, time.time)
    return HighLevelApi(Transport(entrance, DailyPace(table, pace, time.time)))
