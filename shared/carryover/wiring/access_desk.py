"""What a person needs of a stage to look after access: what the worker remembers, the owner's
rules, and a look at the sites. Nothing is given, taken or ended from here: that is a message to the
worker (``wiring.access``)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from carryover.access.rules import Rules
from carryover.access.store import Memory, RuleBook
from carryover.adapters import aws, stack
from carryover.adapters.dynamodb.access import DynamoRules, remembered
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.kajabi.api import KajabiApi
from carryover.adapters.kajabi.catalogue import SiteCatalogue
from carryover.adapters.kajabi.sites import SiteSecret
from carryover.adapters.kajabi.tokens import Tokens
from carryover.adapters.kajabi.transport import Transport
from carryover.ports.kajabi import Contact
from carryover.ports.kajabi_catalogue import KajabiCatalogue
from carryover.wiring.access import paced


class WritableRules(RuleBook, Protocol):
    """The rules in force, for whoever may replace them."""

    def put(self, rules: Rules) -> None:
        """Put them in force, over the ones before."""


class Members(Protocol):
    """A site, as far as people look at it (``ports.kajabi.Kajabi``)."""

    def contact(self, site: str, contact: str) -> Contact | None:
        """Read a person."""

    def with_email(self, site: str, email: str) -> Sequence[Contact]:
        """Find everybody who has this address."""

    def offers(self, site: str, contact: str) -> frozenset[str]:
        """Name the offers a person has now."""


@dataclass(frozen=True, slots=True)
class AccessDesk:
    """One stage's. Tests make one of fakes."""

    memory: Memory
    """Looked at, never written."""
    rules: WritableRules
    members: Members
    catalogue: KajabiCatalogue


def desk(stage: str) -> AccessDesk:
    """Find a stage's; reaches only CloudFormation yet. Kajabi is asked at the workers' pace."""
    names = stack.outputs(stack.cloudformation(), f"carryover-{stage}")
    table = Table(aws.dynamodb(), names["BusinessTable"])
    keys = SiteSecret(aws.secretsmanager(), names["KajabiKeysName"])
    transport = Transport(keys, Tokens(time.monotonic), paced(table, keys, waits=False))
    return AccessDesk(
        memory=remembered(table, lambda: datetime.now(UTC)),
        rules=DynamoRules(table),
        members=KajabiApi(transport),
        catalogue=SiteCatalogue(transport),
    )
